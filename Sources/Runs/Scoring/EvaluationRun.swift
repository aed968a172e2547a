public import Foundation
public import FoveaDatasets
public import FoveaEvaluation
public import FoveaImages
import FoveaInference
import FoveaReports

/// The scores of a model on labeled images.
///
/// Classes are matched by name; images of classes that the model lacks are left out, and it is said how many. So are images
/// that the model was trained on, where its run folder has their digests.
public struct EvaluationRun: Sendable {
  /// A model, or a run folder that has one.
  public let model: String
  /// The labeled images; nil scores the part that the run of the model held out.
  public let data: String?
  /// The part that is scored; nil is the test part where there is one, else all.
  public let part: PartSelection?
  /// The folder for `metrics.json`, the tables and the report; nil writes nothing.
  public let output: String?
  /// Whether the first file that cannot be read ends the job.
  public let isStrict: Bool
  /// Threads that decode.
  public let workers: Int
  /// What is refused before it is decoded.
  public let limits: DecodingLimits
  /// The positive one of two classes; nil is that of the model.
  public let positive: String?
  /// Another share of the positive class, which scores are restated for; nil restates none.
  public let prevalence: Double?
  /// The command that the report names; nil for a run of a library.
  public var command: String?
  /// Which columns of a manifest are read, and what codes mean.
  public var columns = ManifestColumns.standard

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    model: String, data: String? = nil, part: PartSelection? = nil, output: String? = nil,
    isStrict: Bool = false,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, limits: DecodingLimits = DecodingLimits(),
    positive: String? = nil, prevalence: Double? = nil, command: String? = nil
  ) {
    self.model = model
    self.data = data
    self.part = part
    self.output = output
    self.isStrict = isStrict
    self.workers = workers
    self.limits = limits
    self.positive = positive
    self.prevalence = prevalence
    self.command = command
  }

  /// Begins on a thread of its own.
  public func start() -> Job<EvaluationResult> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> EvaluationResult {
    let bundle = try ModelBundle(contentsOf: RunFolder.model(at: model)).naming(positive: positive)
    try requirePrevalence(of: bundle)
    let (scored, notes) = try scored(bundle, for: .scores, monitor)
    if let output { try write(scored, notes: notes, to: output) }
    return scored.result
  }

  /// What images are scored for.
  enum Purpose {
    /// The scores: the test part is preferred.
    case scores
    /// A choice by them: the validation part is preferred, and no image that was learned from will do.
    case choice

    var preferredParts: [Part] {
      switch self {
      case .scores: [.test]
      case .choice: [.validation, .test]
      }
    }
  }

  /// Predicts and scores the images that are asked for, and gives what is to be said of the data.
  func scored(
    _ bundle: ModelBundle, for purpose: Purpose, _ monitor: RunMonitor
  ) throws -> (scored: ScoredPart, notes: [String]) {
    let evaluator = try Evaluator(bundle)
    guard let data else { return (try scoreHeldOut(bundle, evaluator, purpose, monitor), []) }
    let labeled = try LabeledData(path: data, minimumClasses: 1, columns: columns)
    return (try score(labeled, data, bundle, evaluator, purpose, monitor), labeled.notes)
  }

  /// Refuses a prevalence that is none, or for a model of other than two classes, before any picture is decoded.
  func requirePrevalence(of bundle: ModelBundle) throws(EvaluationError) {
    guard let prevalence else { return }
    guard bundle.classes.count == 2 else {
      throw .prevalenceNeedsTwoClasses(prevalence, classes: bundle.classes.count)
    }
    guard prevalence > 0, prevalence < 1 else { throw .prevalence(prevalence) }
  }

  /// Scores labeled images that somebody names.
  private func score(
    _ labeled: LabeledData, _ data: String, _ bundle: ModelBundle, _ evaluator: Evaluator,
    _ purpose: Purpose, _ monitor: RunMonitor
  ) throws -> ScoredPart {
    if isStrict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    let choice = try PartChoice(part, of: labeled, preferring: purpose.preferredParts)
    let match = try evaluator.match(labeled.classes)
    let known = evaluator.matched(choice.samples, match)
    var notes = notes(match, leftOut: choice.samples.count - known.count)
    for note in labeled.notes { try monitor.warn(.data(note)) }
    try monitor.warn(of: labeled.issues)

    let decoder = PartDecoder(
      classes: bundle.classes, geometry: bundle.preprocessing.geometry, workers: workers,
      isStrict: isStrict, monitor: monitor, limits: limits)
    var pixels = try decoder.decode(known)
    let issues = labeled.issues + pixels.issues
    // Who asks for the training part knows.
    if part != .train {
      let unseen = try UnseenImages(
        of: pixels, model: model, keepsAll: part == .all && purpose == .scores, monitor)
      try require(unseen, purpose)
      pixels = unseen.pixels
      notes += unseen.notes
    }
    for note in notes { try monitor.warn(.data(note)) }
    return try ScoredPart(
      bundle, model: model, data: data, part: choice.name, pixels: pixels, evaluator: evaluator,
      issues: issues, notes: notes, prevalence: .init(prevalence, isRequired: true))
  }

  private func require(_ unseen: UnseenImages, _ purpose: Purpose) throws(ThresholdError) {
    if purpose == .choice, unseen.areAllSeen { throw .onlyTrainingImages(count: unseen.pixels.count) }
  }

  /// Scores the part that the run held out: its test part, else the validation part; for a choice the validation part.
  private func scoreHeldOut(
    _ bundle: ModelBundle, _ evaluator: Evaluator, _ purpose: Purpose, _ monitor: RunMonitor
  ) throws -> ScoredPart {
    let folder = RunFolder(ofModel: RunFolder.model(at: model))
    let run = try Resumption(path: folder.path, acceptsChangedData: true)
    var source = run.settings.source
    // Where none were given, those of the run stay.
    if limits != DecodingLimits() { source.maxPixels = limits.pixels }
    let decoded = try source.decoded(monitor, as: bundle.preprocessing) { _, _ in }
    let held = decoded.validation.count > 0 && purpose == .choice
    let (pixels, part) = held ? (decoded.validation, Part.validation) : decoded.scored
    let unseen = try UnseenImages(of: pixels, model: model, keepsAll: false, monitor)
    try require(unseen, purpose)
    for note in unseen.notes { try monitor.warn(.data(note)) }
    return try ScoredPart(
      bundle, model: model, data: decoded.path, part: part.rawValue, pixels: unseen.pixels,
      evaluator: evaluator, issues: decoded.issues, notes: decoded.split.notes + unseen.notes,
      prevalence: .init(prevalence, isRequired: true))
  }

  private func write(_ scored: ScoredPart, notes: [String], to folder: String) throws {
    let reports = try ReportWriter(folder: folder)
    var content = scored.content()
    content.notes += notes
    content.commands = [command].compactMap { $0 }
    try scored.write(content, with: reports)
    try reports.write(scored.issues.problems)
  }

  /// Which classes only one side has.
  private func notes(_ match: Evaluator.ClassMatch, leftOut: Int) -> [String] {
    var notes: [String] = []
    if !match.unknown.isEmpty {
      notes.append(
        "the model lacks the \(match.unknown.count == 1 ? "class" : "classes") \(match.unknown.joined(separator: ", ")): \(Sentence.count(leftOut, "image")) \(leftOut == 1 ? "is" : "are") left out of the scores"
      )
    }
    if !match.absent.isEmpty {
      notes.append("the data has no images of \(match.absent.joined(separator: ", "))")
    }
    return notes
  }
}
