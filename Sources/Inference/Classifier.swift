import Dispatch
import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
public import FoveaImages
import FoveaNetworks

/// Labels images with a model: one, many, or whole folders, from any number of tasks and threads at once.
///
/// ```swift
/// let classifier = try Classifier(contentsOf: "run/model.safetensors")
/// let one = try await classifier.classify(Image(contentsOf: "1.jpg"))
/// for try await item in classifier.classify(folder: "inbox") { print(item.path, item.outcome) }
/// ```
///
/// Each function is there twice: one waits on the thread that calls it, the other leaves the thread to other tasks and
/// lets one batch after the other have all cores.
public final class Classifier: Sendable {
  /// The model that it labels with.
  public let bundle: ModelBundle
  private let pool: ContextPool
  private let decoder: SampleDecoder
  private let rule: DecisionRule
  private let workers: Int
  private let threads: Int?
  /// Where batches of tasks run: one after the other, as each takes all cores.
  private let queue = DispatchQueue(label: "fovea.classifier")

  /// Images of one portion of a folder: decoded together, then run together.
  ///
  /// Memory depends on it alone.
  static let portion = 128

  /// Compiles the network of `bundle`.
  ///
  /// - Parameters:
  ///   - limits: what is refused before it is decoded.
  ///   - workers: threads that decode folders; one a core where nil.
  ///   - threads: threads that compute; one a core where nil.
  /// - Throws: `ExecutionError` where the network cannot be compiled on this machine.
  public init(
    _ bundle: ModelBundle, limits: DecodingLimits = DecodingLimits(), workers: Int? = nil, threads: Int? = nil
  ) throws {
    self.bundle = bundle
    self.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
    self.threads = threads
    rule = try bundle.decisionRule
    let executable = try Executable(bundle.network, batch: 1)
    try executable.parameters.load(bundle.parameters)
    pool = ContextPool(executable, bundle.preprocessing, views: bundle.views)
    decoder = SampleDecoder(geometry: bundle.preprocessing.geometry, limits: limits)
  }

  /// Reads a model and compiles its network.
  public convenience init(
    contentsOf path: String, limits: DecodingLimits = DecodingLimits(), workers: Int? = nil,
    threads: Int? = nil
  ) throws {
    try self.init(ModelBundle(contentsOf: path), limits: limits, workers: workers, threads: threads)
  }

  /// Labels one picture.
  ///
  /// - Throws: `InferenceError.notFinite` where the network gives what is no number.
  public func classify(_ image: Image) throws -> Classification { try classify([image])[0] }

  /// Labels pictures, in order.
  public func classify(_ images: [Image]) throws -> [Classification] {
    try classifications(of: images.map(pixels)) { "picture \($0 + 1)" }
  }

  /// Labels the picture that `bytes`, the content of an image file, hold.
  ///
  /// - Throws: `ClassificationFailure` where they cannot be decoded.
  public func classify(bytes: [UInt8]) throws -> Classification {
    try classifications(of: [decoded(bytes)]) { _ in "the picture" }[0]
  }

  /// Labels every image that `paths` name, folders with all below them, in order.
  ///
  /// A file that cannot be read is an item with its reason; it stops nothing. Memory does not grow with the number of
  /// images.
  ///
  /// - Parameter body: called for each image in order; false stops.
  public func classify(paths: [String], _ body: (ClassifiedItem) throws -> Bool) throws {
    var portions = ClassifiedItems.Portions(paths)
    while let portion = portions.next() {
      for item in try items(of: portion) { guard try body(item) else { return } }
    }
  }
}

extension Classifier {
  /// Labels one picture.
  ///
  /// - Throws: `InferenceError.notFinite` where the network gives what is no number.
  public func classify(_ image: Image) async throws -> Classification { try await classify([image])[0] }

  /// Labels pictures, in order.
  public func classify(_ images: [Image]) async throws -> [Classification] {
    let pixels = images.map(pixels)
    return try await enqueued { try self.classifications(of: pixels) { "picture \($0 + 1)" } }
  }

  /// Labels the picture that `bytes`, the content of an image file, hold.
  ///
  /// - Throws: `ClassificationFailure` where they cannot be decoded.
  public func classify(bytes: [UInt8]) async throws -> Classification {
    let pixels = [try decoded(bytes)]
    return try await enqueued { try self.classifications(of: pixels) { _ in "the picture" } }[0]
  }

  /// Labels every image in `folder` and below, in order; see `classify(paths:)`.
  public func classify(folder: String) -> ClassifiedItems { classify(paths: [folder]) }

  /// Labels every image that `paths` name, folders with all below them, in order, as somebody asks for them.
  ///
  /// A file that cannot be read is an item with its reason; it stops nothing. Memory does not grow with the number of
  /// images.
  public func classify(paths: [String]) -> ClassifiedItems { ClassifiedItems(self, paths) }

  /// Runs `body` after what other tasks have brought.
  func enqueued<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Swift.Result { try body() }) }
    }
  }
}

extension Classifier {
  /// Labels a picture that is decoded already.
  func classify(_ pixels: DecodedPixels, name: String) throws -> Classification {
    try classifications(of: [pixels]) { _ in name }[0]
  }

  /// The pixels of a file, as they are labeled.
  func pixels(contentsOf path: String) throws(ClassificationFailure) -> DecodedPixels {
    do throws(DecodingFailure) {
      return try decoder.decode(path: path).get()
    } catch {
      throw ClassificationFailure(reason: error.reason)
    }
  }

  /// The same and, for people to look at, all of the picture, its longer side at most `side`.
  func pixels(
    contentsOf path: String, photoWithin side: Int
  ) throws(ClassificationFailure) -> (pixels: DecodedPixels, photo: Image?) {
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes = try decoder.bytes(of: path)
    } catch {
      throw ClassificationFailure(reason: "\(error)")
    }
    return (try decoded(bytes), decoder.photo(bytes, within: side))
  }

  func pixels(of image: Image) -> DecodedPixels {
    DecodedPixels(
      bytes: bundle.preprocessing.geometry.pixels(of: image), recovered: nil,
      fullSize: PictureSize(width: image.width, height: image.height))
  }

  private func decoded(_ bytes: [UInt8]) throws(ClassificationFailure) -> DecodedPixels {
    do throws(DecodingFailure) {
      return try decoder.decode(bytes).get()
    } catch {
      throw ClassificationFailure(reason: error.reason)
    }
  }

  /// The items of one portion of a listing.
  func items(of portion: ClassifiedItems.Portion) throws -> [ClassifiedItem] {
    let (paths, decoder) = (portion.paths, decoder)
    let decoded = ParallelMap.map(paths.count, workers: workers) { decoder.decode(path: paths[$0]) }
    let readable = decoded.indices.filter { if case .success = decoded[$0] { true } else { false } }
    let labeled = try classifications(of: decoded.compactMap { try? $0.get() }) { paths[readable[$0]] }
    var next = labeled.makeIterator()
    let items = zip(paths, decoded).map { path, result in
      switch result {
      case .success(let pixels):
        guard let classification = next.next() else { preconditionFailure("a label for each decoded image") }
        return ClassifiedItem(path: path, outcome: .success(classification), recovered: pixels.note)
      case .failure(let failure):
        return ClassifiedItem(path: path, outcome: .failure(ClassificationFailure(reason: failure.reason)))
      }
    }
    return items
      + portion.issues.map {
        ClassifiedItem(path: $0.path, outcome: .failure(ClassificationFailure(reason: $0.reason)))
      }
  }

  private func classifications(
    of pixels: [DecodedPixels], name: (Int) -> String
  ) throws -> [Classification] {
    if let threads { Threads.use(threads) }
    let (size, outputs) = (bundle.network.input.count, bundle.network.output.count)
    let logits = try pool.outputs(count: pixels.count) { samples, input in
      guard let input = input.baseAddress else { return }
      bundle.preprocessing.table.withUnsafeBufferPointer { table in
        guard let table = table.baseAddress else { return }
        Threads.perform(over: samples.count, grain: 16) { range in
          for index in range {
            pixels[samples.lowerBound + index].bytes.withUnsafeBufferPointer { bytes in
              guard let bytes = bytes.baseAddress else { return }
              bundle.preprocessing.write(bytes, to: input + index * size, table: table)
            }
          }
        }
      }
    }
    return try pixels.indices.map { index in
      let probabilities = logits[index * outputs..<(index + 1) * outputs].withUnsafeBufferPointer {
        bundle.probabilities(logits: $0)
      }
      guard probabilities.allSatisfy(\.isFinite) else { throw InferenceError.notFinite(name: name(index)) }
      return Classification(classes: bundle.classes, probabilities: probabilities, rule: rule)
    }
  }
}
