public import FoveaDatasets
public import FoveaEvaluation
public import FoveaInference
import FoveaReports
public import FoveaTraining

/// The scores of a model on labeled pictures, and the page that shows them.
///
/// ```swift
/// let report = try Report(model, on: pixels, part: "test")
/// try report.write(to: "report")
/// ```
public struct Report {
  /// Every score, with its interval and its baseline.
  public let result: EvaluationResult
  /// What was predicted for each picture, with the positive one of two classes second.
  public let predictions: Predictions
  private let scored: ScoredPart

  /// Scores `model` on `pixels`, which are of the model's geometry and labeled with its classes.
  ///
  /// - Parameters:
  ///   - part: what the pictures are, such as `test`; those of `train` are said to prove nothing.
  ///   - title: what the page calls the model.
  ///   - data: what the page calls the pictures.
  ///   - prevalence: another share of the positive one of two classes, which scores are restated for.
  /// - Throws: `InferenceError.noSamples` where there is no picture, `InferenceError.notFinite` where the network gives what
  ///   is no number, `EvaluationError` where the prevalence is none, or not for these classes and pictures.
  public init(
    _ model: ModelBundle, on pixels: PixelStore, part: String = "test", title: String = "model",
    data: String = "pictures", prevalence: Double? = nil
  ) throws {
    scored = try ScoredPart(
      model, model: title, data: data, part: part, pixels: pixels, evaluator: try Evaluator(model),
      issues: pixels.issues, prevalence: .init(prevalence, isRequired: true))
    result = scored.result
    predictions = scored.analysis.predictions
  }

  /// Writes `report.html`, `metrics.json`, the tables, and the figures into `folder`, which is made where it is missing.
  ///
  /// - Parameter history: the epochs of the training, whose curves the page then has.
  /// - Throws: `FileError` where a file cannot be written.
  public func write(to folder: String, history: [Epoch] = []) throws {
    var content = scored.content()
    content.history = history.map(\.point)
    content.bestEpoch = history.last(where: \.isBest)?.number
    let reports = try ReportWriter(folder: folder)
    try scored.write(content, with: reports)
    try reports.write(scored.issues.problems)
  }
}
