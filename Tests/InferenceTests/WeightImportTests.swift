import Foundation
import FoveaDatasets
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference
@testable import FoveaInterchange

/// Weights of other programs: every number zero, unless a test says otherwise.
enum ForeignWeights {
  /// The tensors of `architecture` by the names of `publisher`; shapes, not numbers, are what is looked at.
  static func tensors(
    _ architecture: Architecture, _ publisher: Publisher, outputs: Int = 1000
  ) throws -> [String: SafetensorsTensor] {
    let network = try architecture.network(input: [3, 64, 64], classes: max(3, outputs))
    let names = WeightNames(publisher, of: network, architecture)
    var tensors: [String: SafetensorsTensor] = [:]
    for spec in network.parameters {
      var dimensions = spec.shape.dimensions
      if outputs == 2, spec.name.hasPrefix(architecture.definition.headName + ".") { dimensions[0] = 2 }
      let name = names.source(of: spec.name)
      tensors[name] = zeros(name, dimensions)
    }
    return tensors
  }

  /// A tensor of zeros, whatever its type.
  static func zeros(_ name: String, _ shape: [Int], _ type: ElementType = .float32) -> SafetensorsTensor {
    let bytes = [UInt8](repeating: 0, count: shape.reduce(type.size, *))
    return SafetensorsTensor(name: name, type: type, shape: shape, bytes: bytes)
  }

  static func bytes(_ tensors: [String: SafetensorsTensor]) throws -> [UInt8] {
    // A counter of batches, which every checkpoint of PyTorch has for each normalisation.
    try SafetensorsFile(tensors: Array(tensors.values) + [zeros("bn1.num_batches_tracked", [], .int64)])
      .bytes()
  }

  static func write(_ tensors: [String: SafetensorsTensor], to path: String) throws {
    try Data(bytes(tensors)).write(to: URL(fileURLWithPath: path))
  }
}

extension [String: SafetensorsTensor] {
  /// Puts numbers in the place of a tensor of that name and shape.
  fileprivate mutating func set(_ name: String, _ tensor: Tensor) {
    #expect(self[name]?.shape == tensor.shape.dimensions, "\(name)")
    self[name] = SafetensorsTensor(name: name, tensor)
  }
}

@Suite("Weights of another program")
struct WeightImportTests {
  private static let mobile = Architecture.mobileNetV2(MobileNetV2())
  private static let lite = Architecture.efficientNetLite(EfficientNetLite())

  private static func problem(_ request: WeightImport, _ path: String) -> String {
    do {
      _ = try request.model(contentsOf: path)
      return "nothing"
    } catch {
      return "\(error)".replacingOccurrences(of: path, with: "w")
    }
  }

  @Test(
    "are found to be those of an architecture by their names",
    arguments: [
      (mobile, Publisher.torchvision, "mobilenet-v2"), (mobile, .timm, "mobilenet-v2"),
      (lite, .timm, "efficientnet-lite0"), (lite, .efficientNetLitePyTorch, "tf-efficientnet-lite0"),
      (.efficientNetLite(EfficientNetLite(.one)), .timm, "efficientnet-lite1"),
      (
        .efficientNetLite(EfficientNetLite(.two)), .efficientNetLitePyTorch, "tf-efficientnet-lite2"
      ),
      (.resnet(ResNet(.eighteen)), .torchvision, "resnet18"),
      (.resnet(ResNet(.thirtyFour)), .torchvision, "resnet34"),
      (.resnet(ResNet(.fifty)), .torchvision, "resnet50"),
    ])
  func architectures(_ architecture: Architecture, _ publisher: Publisher, _ name: String) throws {
    let weights = try WeightsFile(
      bytes: ForeignWeights.bytes(ForeignWeights.tensors(architecture, publisher)))
    let fit = try #require(try WeightFit.complete(weights, among: Architecture.importable))
    #expect(fit.architecture.name == name && fit.publisher == publisher)
    #expect(fit.pairs.count == fit.network.parameters.count && fit.outputs == 1000)
  }

  @Test("become a model as any other")
  func model() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/w.safetensors"
      try ForeignWeights.write(ForeignWeights.tensors(Self.mobile, .torchvision), to: path)
      let model = try WeightImport(license: "BSD").model(contentsOf: path)
      #expect(
        model.provenance.origin
          == WeightsOrigin(
            file: "w.safetensors", digest: model.provenance.origin?.digest ?? "", form: "safetensors",
            architecture: "mobilenet-v2", names: "torchvision", license: "BSD"))
      #expect(model.provenance.origin?.digest.count == 64)
      #expect(model.classes == ImageNet.classes)
      try model.write(to: folder + "/m.safetensors")
      let again = try ModelBundle(contentsOf: folder + "/m.safetensors")
      #expect(again.provenance == model.provenance && again.preprocessing == model.preprocessing)
      #expect(again.network == model.network)
    }
  }

  @Test("lie where their names say")
  func places() throws {
    try TestPaths.withTemporaryFolder { folder in
      var tensors = try ForeignWeights.tensors(Self.lite, .efficientNetLitePyTorch)
      tensors.set("_blocks.1._expand_conv.weight", Tensor([96, 16, 1, 1], repeating: 1))
      tensors.set("_blocks.15._bn2.running_mean", Tensor([320], repeating: 2))
      tensors.set("_blocks.0._project_conv.weight", Tensor([16, 32, 1, 1], repeating: 3))
      tensors.set("_fc.bias", Tensor([1000], repeating: 4))
      try ForeignWeights.write(tensors, to: folder + "/lite.safetensors")
      let lite = try WeightImport().model(contentsOf: folder + "/lite.safetensors").parameters
      #expect(lite["blocks.1.0.conv_pw.weight"]?.elements.first == 1)
      #expect(lite["blocks.6.0.bn3.running_mean"]?.elements.first == 2)
      #expect(lite["blocks.0.0.conv_pw.weight"]?.elements.first == 3)
      #expect(lite["classifier.bias"]?.elements.first == 4)
      #expect(lite.values.count { $0.elements.contains { $0 != 0 } } == 4)

      tensors = try ForeignWeights.tensors(Self.mobile, .timm)
      tensors.set("blocks.1.1.conv_dw.weight", Tensor([144, 1, 3, 3], repeating: 1))
      tensors.set("blocks.6.0.bn3.weight", Tensor([320], repeating: 2))
      tensors.set("blocks.0.0.bn2.bias", Tensor([16], repeating: 3))
      try ForeignWeights.write(tensors, to: folder + "/mobile.safetensors")
      let mobile = try WeightImport().model(contentsOf: folder + "/mobile.safetensors").parameters
      #expect(mobile["features.3.conv.1.0.weight"]?.elements.first == 1)
      #expect(mobile["features.17.conv.3.weight"]?.elements.first == 2)
      #expect(mobile["features.1.conv.2.bias"]?.elements.first == 3)
      #expect(mobile.values.count { $0.elements.contains { $0 != 0 } } == 3)
    }
  }

  @Test("of another architecture are refused with what differs, and which it is")
  func another() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/w.safetensors"
      try ForeignWeights.write(ForeignWeights.tensors(Self.mobile, .torchvision), to: path)
      #expect(
        Self.problem(WeightImport(architecture: .resnet(ResNet(.eighteen))), path) == """
          w: the tensors are not those of resnet18: missing 102: conv1.weight, bn1.weight, bn1.bias, \
          bn1.running_mean and 98 more; not used 262: classifier.1.bias, classifier.1.weight, \
          features.0.0.weight, features.0.1.bias and 258 more; they are those of mobilenet-v2: \
          give --architecture mobilenet-v2
          """)
      var tensors = try ForeignWeights.tensors(Self.mobile, .torchvision)
      tensors["features.0.0.weight"] = ForeignWeights.zeros("features.0.0.weight", [32, 1, 3, 3])
      tensors["features.0.1.bias"] = nil
      tensors["extra"] = ForeignWeights.zeros("extra", [1])
      try ForeignWeights.write(tensors, to: path)
      #expect(
        Self.problem(WeightImport(architecture: Self.mobile), path) == """
          w: the tensors are not those of mobilenet-v2: missing 1: features.0.1.bias; not used 1: extra; \
          unequal 1: features.0.0.weight [32, 3, 3, 3] but [32, 1, 3, 3]; \
          name the architecture that they were learned with
          """)
      #expect(
        Self.problem(WeightImport(), path) == """
          w: expected the tensors of a known architecture, received others; known are efficientnet-lite0, \
          tf-efficientnet-lite0, efficientnet-lite1, tf-efficientnet-lite1, efficientnet-lite2, \
          tf-efficientnet-lite2, mobilenet-v2, resnet18, resnet34, resnet50, and --architecture tells what differs
          """)
      #expect(
        Self.problem(WeightImport(architecture: .lenet(LeNet())), path) == """
          no published weights are known of the architecture 'lenet'; choose one of efficientnet-lite0, \
          tf-efficientnet-lite0, efficientnet-lite1, tf-efficientnet-lite1, efficientnet-lite2, \
          tf-efficientnet-lite2, mobilenet-v2, resnet18, resnet34, resnet50
          """)
    }
  }

  @Test("with whole numbers or numbers that are not finite are refused")
  func numbers() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/w.safetensors"
      var tensors = try ForeignWeights.tensors(Self.mobile, .torchvision)
      tensors.set("classifier.1.bias", Tensor([1000], repeating: .nan))
      try ForeignWeights.write(tensors, to: path)
      #expect(
        Self.problem(WeightImport(), path)
          == "w: tensor 'classifier.1.bias' has a number that is not finite; use an undamaged copy of the file"
      )
      tensors["classifier.1.bias"] = ForeignWeights.zeros("classifier.1.bias", [1000], .int32)
      try ForeignWeights.write(tensors, to: path)
      #expect(
        Self.problem(WeightImport(architecture: Self.mobile), path) == """
          w: the tensors are not those of mobilenet-v2: unequal 1: classifier.1.bias F32 but I32; \
          name the architecture that they were learned with
          """)
    }
  }

  @Test("of another number of classes need names, and two logits become one")
  func classes() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/w.safetensors"
      var tensors = try ForeignWeights.tensors(Self.mobile, .torchvision, outputs: 5)
      try ForeignWeights.write(tensors, to: path)
      #expect(
        Self.problem(WeightImport(), path) == """
          w: the head has 5 outputs: expected as many class names, received no names; \
          give a file with one name a line as --class-names
          """)
      #expect(
        Self.problem(WeightImport(classNames: ["a", "b"]), path) == """
          w: the head has 5 outputs: expected as many class names, received 2 names; \
          give a file with one name a line as --class-names
          """)
      let five = try WeightImport(classNames: ["a", "b", "c", "d", "e"]).model(contentsOf: path)
      #expect(five.network.output == [5] && five.classes.last == "e")

      tensors = try ForeignWeights.tensors(Self.mobile, .torchvision, outputs: 2)
      tensors.set(
        "classifier.1.weight", Tensor([2, 1280], (0..<2560).map { $0 < 1280 ? 1 : Float($0 - 1280) }))
      tensors.set("classifier.1.bias", Tensor([2], [0.25, 1]))
      try ForeignWeights.write(tensors, to: path)
      let two = try WeightImport(classNames: ["a", "b"]).model(contentsOf: path)
      #expect(two.network.output == [1])
      #expect(two.parameters["classifier.1.weight"] == Tensor([1, 1280], (0..<1280).map { Float($0) - 1 }))
      #expect(two.parameters["classifier.1.bias"] == Tensor([1], [0.75]))
    }
  }

  @Test("are prepared for as their publishers do")
  func preprocessing() throws {
    func geometry(_ publisher: Publisher, _ architecture: Architecture) throws -> Preprocessing.Geometry {
      try publisher.preprocessing(for: architecture).geometry
    }
    #expect(
      try geometry(.torchvision, Self.mobile)
        == .init(width: 224, height: 224, interpolation: .bilinear, cropShare: 0.875))
    for (size, side, share) in [
      (EfficientNetLite.Size.zero, 224, 0.875), (.one, 240, 0.882), (.two, 260, 0.89),
    ] {
      let architecture = Architecture.efficientNetLite(EfficientNetLite(size, convention: .tensorflow))
      #expect(
        try geometry(.efficientNetLitePyTorch, architecture)
          == .init(width: side, height: side, interpolation: .bicubic, cropShare: share))
    }
    // A byte of 127 is zero, and 255 is one.
    let lite = Architecture.efficientNetLite(EfficientNetLite(convention: .tensorflow))
    let table = try Publisher.efficientNetLitePyTorch.preprocessing(for: lite).table
    #expect(abs(table[127]) < 1e-6 && abs(table[255] - 1) < 1e-6)
  }

  @Test("have ImageNet's classes in its order")
  func imageNet() {
    #expect(ImageNet.classes.count == 1000 && Set(ImageNet.classes).count == 1000)
    #expect(ImageNet.classes[0] == "tench" && ImageNet.classes[999] == "toilet tissue")
    #expect(ImageNet.classes[151] == "Chihuahua" && ImageNet.classes[285] == "Egyptian cat")
    #expect(ImageNet.classes.allSatisfy { !$0.isEmpty && !$0.contains("\n") && $0.first != " " })
  }
}
