import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaImages

/// Turns images and folders of them into features: vectors that are near each other where pictures look alike to a model.
///
/// ```swift
/// let embedder = try Embedder(ModelBundle(contentsOf: "run/model.safetensors"))
/// try embedder.embed(paths: ["photos"]) { item in print(item.path, item.outcome); return true }
/// ```
///
/// It belongs to one thread at a time.
public final class Embedder {
  private let source: FeatureSource
  private let decoder: SampleDecoder
  private let workers: Int

  /// Compiles the network of `bundle` up to what its head reads.
  ///
  /// - Parameters:
  ///   - path: the file that messages name.
  ///   - workers: threads that decode; one a core where nil.
  /// - Throws: `TransferError.noFeatures` where the model does not end in a linear layer on features.
  public init(_ bundle: ModelBundle, path: String = "the model", workers: Int? = nil) throws {
    source = try FeatureSource(
      FeatureNetwork(bundle, path: path), precision: .float32, cacheFolder: nil)
    decoder = SampleDecoder(geometry: bundle.preprocessing.geometry)
    self.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// Numbers of a picture.
  public var width: Int { source.backbone.width }

  /// The features of every image that `paths` name, folders with all below them, in order.
  ///
  /// A file that cannot be read is an item with its reason; it stops nothing. Memory does not grow with the number of
  /// images.
  ///
  /// - Parameter body: called for each image in order; false stops.
  public func embed(paths: [String], _ body: (EmbeddedItem) throws -> Bool) throws {
    var portions = ClassifiedItems.Portions(paths)
    while let portion = portions.next() {
      for item in try items(of: portion) { guard try body(item) else { return } }
    }
  }

  private func items(of portion: ClassifiedItems.Portion) throws -> [EmbeddedItem] {
    let (paths, decoder) = (portion.paths, decoder)
    let decoded = ParallelMap.map(paths.count, workers: workers) { decoder.decode(path: paths[$0]) }
    let features = try source.features(of: decoded.compactMap { try? $0.get() })
    var row = 0
    let items = zip(paths, decoded).map { path, result in
      switch result {
      case .success(let pixels):
        defer { row += 1 }
        return EmbeddedItem(path: path, outcome: .success(Array(features[row])), recovered: pixels.note)
      case .failure(let failure):
        return EmbeddedItem(path: path, outcome: .failure(ClassificationFailure(reason: failure.reason)))
      }
    }
    return items
      + portion.issues.map {
        EmbeddedItem(path: $0.path, outcome: .failure(ClassificationFailure(reason: $0.reason)))
      }
  }
}

/// One input of `Embedder`, readable or not.
public struct EmbeddedItem: Hashable, Sendable {
  /// The file, as it was named or found.
  public let path: String
  /// The features, or why there are none.
  public let outcome: Result<[Float], ClassificationFailure>
  /// Why only a part of the picture was seen, where the file is cut or has more pages; nil where it is whole.
  public var recovered: String?
}

extension EmbeddedItem {
  /// How alike two vectors are whatever their lengths: their product over the product of their norms, −1 to 1; 0 where one
  /// of them is nothing but zeros.
  public static func cosine(_ left: [Float], _ right: [Float]) -> Double {
    var (product, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
    for (a, b) in zip(left, right) {
      product += Double(a) * Double(b)
      leftSquares += Double(a) * Double(a)
      rightSquares += Double(b) * Double(b)
    }
    let norm = (leftSquares * rightSquares).squareRoot()
    return norm > 0 ? min(1, max(-1, product / norm)) : 0
  }
}
