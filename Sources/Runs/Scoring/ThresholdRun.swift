public import Foundation
import FoveaDatasets
public import FoveaEvaluation
public import FoveaImages
import FoveaInference

/// Sets the threshold of a model of two classes anew, by labeled images that it did not learn from; nothing is trained.
public struct ThresholdRun: Sendable {
  /// A model, or a run folder that has one.
  public let model: String
  /// The labeled images; nil is the validation part of the model's run.
  public let data: String?
  /// The part that chooses; nil is the validation part where there is one, else the test part, else all.
  public let part: PartSelection?
  /// How the threshold is chosen.
  public let rule: ThresholdRule
  /// The class that the threshold is of; nil is the positive one of the model.
  public let positive: String?
  /// The share of the positive class where the model is used; nil is that of the images.
  public let prevalence: Double?
  /// The model file that is written; nil replaces that of `model`.
  public let output: String?
  /// Threads that decode.
  public let workers: Int
  /// What is refused before it is decoded.
  public let limits: DecodingLimits

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    model: String, data: String? = nil, part: PartSelection? = nil, rule: ThresholdRule,
    positive: String? = nil, prevalence: Double? = nil, output: String? = nil,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, limits: DecodingLimits = DecodingLimits()
  ) {
    self.model = model
    self.data = data
    self.part = part
    self.rule = rule
    self.positive = positive
    self.prevalence = prevalence
    self.output = output
    self.workers = workers
    self.limits = limits
  }

  /// Begins on a thread of its own.
  public func start() -> Job<ThresholdOutcome> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  ///
  /// - Throws: `ThresholdError` where the model cannot be replaced or the images are none to choose by, `EvaluationError`
  ///   where there are not two classes, one has no image, or the rule cannot be kept.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> ThresholdOutcome {
    let path = RunFolder.model(at: model)
    let target = output ?? path
    let bundle = try ModelBundle(contentsOf: path)
    // Before any picture is decoded.
    guard bundle.classes.count == 2 else {
      throw EvaluationError.thresholdRuleNeedsTwoClasses(bundle.classes.count)
    }
    try rule.validate()
    let named = try bundle.naming(positive: positive)
    if part == .train { throw ThresholdError.trainingPart }
    try requireReplaceable(target)

    let run = EvaluationRun(
      model: model, data: data, part: part, workers: workers, limits: limits, prevalence: prevalence)
    try run.requirePrevalence(of: bundle)
    let (scored, notes) = try run.scored(named, for: .choice, monitor)
    if scored.part == Part.test.rawValue { try monitor.warn(.data(ThresholdRun.testPartNote)) }
    let analysis = scored.analysis
    let own = named.isReversed ? analysis.predictions.reversed() : analysis.predictions
    let chosen = try named.deciding(by: rule, on: own, prevalence: prevalence)
    let after = try EvaluationResult.Analysis(
      analysis.predictions, rules: SampleRules(try chosen.oriented(own).rule), prevalence: prevalence)
    guard let before = analysis.pointInUse, let after = after.pointInUse else {
      preconditionFailure("two classes have a threshold")
    }
    try chosen.write(to: target)
    return ThresholdOutcome(
      path: target, positive: analysis.predictions.classes[1], negative: analysis.predictions.classes[0],
      data: scored.data, part: scored.part, rule: rule, before: before, after: after,
      report: target == path ? ThresholdRun.report(beside: path) : nil, notes: scored.result.notes + notes)
  }

  private static let testPartNote =
    "the threshold is chosen by the test part: scores on these images are somewhat too good from now on"

  /// The page of the run that a model lies in, which is of the threshold that it had; nil where there is none.
  private static func report(beside model: String) -> String? {
    let page = RunFolder(ofModel: model).path(of: .report)
    return FileManager.default.fileExists(atPath: page) ? page : nil
  }

  /// Refuses to write over a folder, and over a checkpoint, which would lose what training needs to go on.
  private func requireReplaceable(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    if isFolder.boolValue { throw ThresholdError.isFolder(path: path) }
    switch ModelFileKind(ofFileAt: path) {
    case .model: return
    case .checkpoint: throw ThresholdError.isCheckpoint(path: path)
    // It may be a file of the user's own.
    case .other: throw ThresholdError.isOtherFile(path: path)
    }
  }
}

/// Why a threshold cannot be set.
public enum ThresholdError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The training part was asked for.
  case trainingPart
  /// The model was trained on every image.
  case onlyTrainingImages(count: Int)
  /// A file that training goes on from.
  case isCheckpoint(path: String)
  /// A folder where a model file should be written.
  case isFolder(path: String)
  /// A file that is no model.
  case isOtherFile(path: String)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .trainingPart:
      "--split train: expected images that the model did not learn from, received the training part; choose by val, test or other data"
    case .onlyTrainingImages(let count):
      "expected images that the model did not learn from, received \(Sentence.count(count, "image")) that it did; choose by other data"
    case .isCheckpoint(let path):
      "\(path): expected a model, received the checkpoint of a training, which would lose what going on needs; write another file with --output"
    case .isFolder(let path):
      "\(path): expected the name of a model file, received a folder; give a name such as \(path)/model.safetensors"
    case .isOtherFile(let path):
      "\(path): expected a new file or a model to replace, received another file; choose another --output"
    }
  }
}
