import Foundation
public import FoveaDatasets
public import FoveaEvaluation
import FoveaExecution
import FoveaNetworks

/// Scores a model on labeled samples, matching classes by name.
public struct Evaluator {
  private let bundle: ModelBundle
  private let scorer: Scorer

  /// Compiles the network of `bundle`.
  public init(_ bundle: ModelBundle) throws {
    self.bundle = bundle
    let executable = try Executable(bundle.network, batch: 1)
    try executable.parameters.load(bundle.parameters)
    scorer = Scorer(executable, bundle.preprocessing, views: bundle.views)
  }

  /// How the classes of some data are those of the model.
  public struct ClassMatch: Hashable, Sendable {
    /// The model's index of each class of the data, nil for one that the model lacks.
    public let modelIndex: [Int?]
    /// Classes of the data that the model lacks.
    public let unknown: [String]
    /// Classes of the model that the data lacks.
    public let absent: [String]
  }

  /// Matches the classes of some data with the model's by name.
  ///
  /// - Throws: `InferenceError.noCommonClass` where not one is the same.
  public func match(_ classes: [String]) throws(InferenceError) -> ClassMatch {
    let indices = Dictionary(uniqueKeysWithValues: bundle.classes.enumerated().map { ($1, $0) })
    let match = ClassMatch(
      modelIndex: classes.map { indices[$0] }, unknown: classes.filter { indices[$0] == nil },
      absent: bundle.classes.filter { !classes.contains($0) })
    guard match.unknown.count < classes.count else {
      throw .noCommonClass(model: bundle.classes, data: classes)
    }
    return match
  }

  /// The samples whose class the model knows, labeled with the model's indices.
  public func matched(_ samples: [Sample], _ match: ClassMatch) -> [Sample] {
    samples.compactMap { sample in match.modelIndex[sample.label].map(sample.relabeled) }
  }

  /// The probabilities of every sample.
  ///
  /// - Parameter pixels: decoded with the model's geometry, labeled with the model's indices.
  public func predict(_ pixels: PixelStore, part: String) throws -> Predictions {
    try predict(pixels, labels: pixels.samples.map(\.label), part: part)
  }

  /// The probabilities of every sample, with its label as the model's index given beside it.
  package func predict(_ pixels: PixelStore, labels: [Int], part: String) throws -> Predictions {
    try predictions(
      pixels, labels: labels, part: part, OutputDistribution(temperature: bundle.temperature))
  }

  /// The probabilities of every sample as `distribution` makes them of the network's outputs.
  func predictions(
    _ pixels: PixelStore, labels: [Int], part: String, _ distribution: OutputDistribution
  ) throws -> Predictions {
    guard pixels.count > 0 else { throw InferenceError.noSamples(part: part) }
    var probabilities: [Float] = []
    probabilities.reserveCapacity(pixels.count * bundle.classes.count)
    try forEachSample(of: pixels) { sample, logits in
      let values = distribution.probabilities(logits: logits)
      guard values.allSatisfy(\.isFinite) else {
        throw InferenceError.notFinite(name: pixels.samples[sample].name)
      }
      probabilities += values
    }
    return try Predictions(
      classes: bundle.classes, labels: labels, probabilities: probabilities)
  }

  /// Calls `body` with each sample and its raw outputs, in order.
  func forEachSample(
    of pixels: PixelStore, _ body: (Int, UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    let outputs = bundle.network.output.count
    try scorer.run(pixels) { samples, logits in
      for (position, sample) in samples.enumerated() {
        let row = position * outputs..<(position + 1) * outputs
        try body(sample, UnsafeBufferPointer(rebasing: logits[row]))
      }
    }
  }
}
