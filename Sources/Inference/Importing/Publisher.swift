package import FoveaDatasets
import FoveaImages
package import FoveaNetworks

/// Whose names the tensors of a file have, and how pictures were prepared that its weights were learned from.
package enum Publisher: String, Hashable, Sendable, CaseIterable {
  /// `torchvision.models`.
  case torchvision
  /// `timm`, Hugging Face's PyTorch Image Models.
  case timm
  /// The package `efficientnet_lite_pytorch`, whose weights are those of TensorFlow's authors.
  case efficientNetLitePyTorch = "efficientnet_lite_pytorch"

  /// Those that publish weights of `architecture`, with the network that they mean by it.
  package static func all(of architecture: Architecture) -> [(
    publisher: Publisher, architecture: Architecture
  )] {
    switch architecture {
    case .efficientNetLite(var lite):
      let named = architecture
      lite.convention = .tensorflow
      return [(.timm, named), (.efficientNetLitePyTorch, .efficientNetLite(lite))]
    case .mobileNetV2: return [(.torchvision, architecture), (.timm, architecture)]
    // Both have the same names, and timm has carried torchvision's weights, too.
    case .resnet: return [(.torchvision, architecture)]
    case .logistic, .mlp, .patchMLP, .lenet, .cnn, .resnet9, .resnet20, .airbench, .recurrent: return []
    }
  }

  /// The side of the pictures that `architecture` was trained and is scored with.
  package func side(of architecture: Architecture) -> Int {
    guard case .efficientNetLite(let lite) = architecture else { return 224 }
    return switch lite.size {
    case .zero: 224
    case .one: 240
    case .two: 260
    }
  }

  /// How a picture becomes the input of `architecture`, as its publisher scores it.
  package func preprocessing(for architecture: Architecture) throws(DataError) -> Preprocessing {
    var share = 0.875
    var (mean, deviation): ([Float], [Float]) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    if case .efficientNetLite(let lite) = architecture {
      // TensorFlow's pictures have 32 pixels more on each side before they are cut, timm's shares are the same rounded.
      share = [.zero: 0.875, .one: 0.882, .two: 0.89][lite.size] ?? share
      switch lite.convention {
      case .pytorch: break
      // (x − 127) / 128 for bytes, in efficientnet/lite/efficientnet_lite_builder.py of tensorflow/tpu.
      case .tensorflow:
        (mean, deviation) = (Array(repeating: 127 / 255, count: 3), Array(repeating: 128 / 255, count: 3))
      }
    }
    let side = side(of: architecture)
    return try Preprocessing(
      for: architecture,
      geometry: Preprocessing.Geometry(
        width: side, height: side, interpolation: self == .torchvision ? .bilinear : .bicubic,
        cropShare: share),
      normalization: Normalization(mean: mean, deviation: deviation))
  }
}
