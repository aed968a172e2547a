public import Foundation
import FoveaDatasets
public import FoveaEvaluation
import FoveaInference
import FoveaReports

/// The scores of a model on labeled images.
///
/// Classes are matched by name; images of classes that the model lacks are left out, and it is said how many.
public struct EvaluationRun: Sendable {
  /// A model, or a run folder that has one.
  public let model: String
  /// The labeled images.
  public let data: String
  /// The part that is scored; nil is the test part where there is one, else all.
  public let part: PartSelection?
  /// The folder for `metrics.json`, the tables and the report; nil writes nothing.
  public let output: String?
  /// Whether the first file that cannot be read ends the job.
  public let isStrict: Bool
  /// Threads that decode.
  public let workers: Int
  /// The command that the report names; nil for a run of a library.
  public var command: String?

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    model: String, data: String, part: PartSelection? = nil, output: String? = nil, isStrict: Bool = false,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, command: String? = nil
  ) {
    self.model = model
    self.data = data
    self.part = part
    self.output = output
    self.isStrict = isStrict
    self.workers = workers
    self.command = command
  }

  /// Begins on a thread of its own.
  public func start() -> Job<EvaluationResult> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> EvaluationResult {
    let bundle = try ModelBundle(contentsOf: RunFolder.model(at: model))
    let labeled = try LabeledData(path: data, minimumClasses: 1)
    if isStrict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    let choice = try PartChoice(part, of: labeled)
    let evaluator = try Evaluator(bundle)
    let match = try evaluator.match(labeled.classes)
    let known = evaluator.matched(choice.samples, match)
    let notes = notes(match, leftOut: choice.samples.count - known.count)
    for note in labeled.notes { try monitor.warn(.data(note)) }
    try monitor.warn(of: labeled.issues)
    for note in notes { try monitor.warn(.data(note)) }

    let decoder = PartDecoder(
      classes: bundle.classes, geometry: bundle.preprocessing.geometry, workers: workers,
      isStrict: isStrict, monitor: monitor)
    let pixels = try decoder.decode(known)
    let scored = try ScoredPart(
      bundle, model: model, data: data, part: choice.name, pixels: pixels, evaluator: evaluator,
      issues: labeled.issues + pixels.issues, notes: notes)
    if let output { try write(scored, labeled, to: output) }
    return scored.result
  }

  private func write(_ scored: ScoredPart, _ labeled: LabeledData, to folder: String) throws {
    let reports = try ReportWriter(folder: folder)
    var content = scored.content()
    content.notes += labeled.notes
    content.commands = [command].compactMap { $0 }
    try scored.write(content, with: reports)
    try reports.write(scored.issues.problems)
  }

  /// Which classes only one side has.
  private func notes(_ match: Evaluator.ClassMatch, leftOut: Int) -> [String] {
    var notes: [String] = []
    if !match.unknown.isEmpty {
      notes.append(
        "the model lacks the classes \(match.unknown.joined(separator: ", ")): \(leftOut) images are left out of the scores"
      )
    }
    if !match.absent.isEmpty {
      notes.append("the data has no images of \(match.absent.joined(separator: ", "))")
    }
    return notes
  }
}
