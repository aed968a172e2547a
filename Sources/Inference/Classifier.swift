import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
public import FoveaImages
import FoveaNetworks

/// Labels images with a model, one by one or whole folders.
///
/// ```swift
/// let classifier = try Classifier(contentsOf: "run/model.safetensors")
/// try classifier.classify(paths: ["inbox"]) { item in
///   print(item.path, item.outcome)
///   return true
/// }
/// ```
public final class Classifier {
  public let bundle: ModelBundle
  private let executable: Executable
  private let average: ViewAverage
  private let decoder: SampleDecoder
  private let rule: DecisionRule
  private let workers: Int

  /// Images of one portion: decoded together, then run together.
  ///
  /// Memory depends on it alone.
  private static let portion = 128

  /// Compiles the network of `bundle`; `workers` threads decode, one a core by default.
  public init(
    _ bundle: ModelBundle, limits: DecodingLimits = DecodingLimits(),
    workers: Int? = nil
  ) throws {
    self.bundle = bundle
    self.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
    rule = try bundle.decisionRule
    executable = try Executable(bundle.network, batch: 1)
    try executable.parameters.load(bundle.parameters)
    average = ViewAverage(bundle.views, bundle.preprocessing, network: bundle.network)
    decoder = SampleDecoder(geometry: bundle.preprocessing.geometry, limits: limits)
  }

  /// Reads a model and compiles its network.
  public convenience init(
    contentsOf path: String, limits: DecodingLimits = DecodingLimits(),
    workers: Int? = nil
  ) throws {
    try self.init(ModelBundle(contentsOf: path), limits: limits, workers: workers)
  }

  /// Labels one picture.
  public func classify(_ image: Image) throws -> Classification {
    let pixels = DecodedPixels(bytes: bundle.preprocessing.geometry.pixels(of: image), recovered: nil)
    return try classifications(of: [pixels])[0]
  }

  /// Labels every image that `paths` name, folders with all below them, in order.
  ///
  /// A file that cannot be read is an item with its reason; it stops nothing. Memory does not grow with the number of
  /// images.
  ///
  /// - Parameter body: called for each image in order; false stops.
  public func classify(paths: [String], _ body: (ClassifiedItem) throws -> Bool) throws {
    let listing = ImageListing.images(at: paths)
    for start in stride(from: 0, to: listing.paths.count, by: Classifier.portion) {
      let portion = Array(listing.paths[start..<min(listing.paths.count, start + Classifier.portion)])
      let decoder = decoder
      let decoded = ParallelMap.map(portion.count, workers: workers) { decoder.decode(path: portion[$0]) }
      let labeled = try classifications(of: decoded.compactMap { try? $0.get() })
      var next = labeled.makeIterator()
      for (path, result) in zip(portion, decoded) {
        let item: ClassifiedItem
        switch result {
        case .success(let pixels):
          guard let classification = next.next() else {
            preconditionFailure("a label for each decoded image")
          }
          guard classification.probabilities.allSatisfy(\.isFinite) else {
            throw InferenceError.notFinite(name: path)
          }
          item = ClassifiedItem(path: path, outcome: .success(classification), recovered: pixels.recovered)
        case .failure(let failure):
          item = ClassifiedItem(path: path, outcome: .failure(ClassificationFailure(reason: failure.reason)))
        }
        guard try body(item) else { return }
      }
    }
    for issue in listing.issues {
      let item = ClassifiedItem(
        path: issue.path, outcome: .failure(ClassificationFailure(reason: issue.reason)))
      guard try body(item) else { return }
    }
  }

  private func classifications(of pixels: [DecodedPixels]) throws -> [Classification] {
    guard !pixels.isEmpty else { return [] }
    let context = try executable.inference(batch: pixels.count)
    let (size, outputs) = (bundle.network.input.count, bundle.network.output.count)
    guard let input = context.input.baseAddress else { return [] }
    bundle.preprocessing.table.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      Threads.perform(over: pixels.count, grain: 16) { range in
        for index in range {
          pixels[index].bytes.withUnsafeBufferPointer { bytes in
            guard let bytes = bytes.baseAddress else { return }
            bundle.preprocessing.write(bytes, to: input + index * size, table: table)
          }
        }
      }
    }
    let logits = try average.run(context)
    return pixels.indices.map { index in
      let row = UnsafeBufferPointer(rebasing: logits[index * outputs..<(index + 1) * outputs])
      return Classification(
        classes: bundle.classes, probabilities: bundle.probabilities(logits: row), rule: rule)
    }
  }
}

/// One input of a folder that was labeled, readable or not.
public struct ClassifiedItem: Hashable, Sendable {
  public let path: String
  public let outcome: Result<Classification, ClassificationFailure>
  /// Why only a part of the picture was seen, where the file is cut; nil where it is whole.
  public var recovered: String?
}

/// Why an input has no label.
public struct ClassificationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: String
  public var description: String { reason }
}
