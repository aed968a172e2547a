import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaInference
import FoveaReports

/// A part of the data that a model was scored on, with all that a report says of it.
struct ScoredPart {
  /// What a report says of the model.
  let facts: [ReportContent.Facts]
  /// What logits were divided by.
  let temperature: Double
  /// The model as it was named, and the data.
  let model: String
  let data: String
  let part: String
  let pixels: PixelStore
  let analysis: EvaluationResult.Analysis
  let result: EvaluationResult
  /// Files that were not used as they are.
  let issues: [SampleIssue]
  /// The fold that held each image out; empty where there are none.
  let folds: [Int]

  /// Another share of the positive class, which scores are restated for.
  struct Prevalence {
    let value: Double?
    /// Whether images that it says nothing of are an error, and not a note.
    let isRequired: Bool

    init(_ value: Double?, isRequired: Bool) { (self.value, self.isRequired) = (value, isRequired) }
  }

  /// Predicts and scores `pixels`.
  init(
    _ bundle: ModelBundle, model: String, data: String, part: String, pixels: PixelStore,
    evaluator: Evaluator, issues: [SampleIssue], notes: [String] = [],
    prevalence: Prevalence = Prevalence(nil, isRequired: false)
  ) throws {
    try self.init(
      evaluator.predict(pixels, part: part), of: bundle, model: model, data: data, part: part,
      pixels: pixels, issues: issues, notes: notes, prevalence: prevalence)
  }

  /// Scores what `bundle` predicted, with the classes in its own order.
  init(
    _ predictions: Predictions, of bundle: ModelBundle, model: String, data: String, part: String,
    pixels: PixelStore, issues: [SampleIssue], notes: [String] = [], prevalence: Prevalence
  ) throws {
    let (predictions, rule) = try bundle.oriented(predictions)
    try self.init(
      predictions, rules: SampleRules(rule), facts: ModelFacts.all(of: bundle),
      temperature: bundle.temperature, model: model, data: data, part: part, pixels: pixels, issues: issues,
      notes: notes, prevalence: prevalence)
  }

  /// Scores predictions that are there already, with the positive class second.
  ///
  /// - Throws: `EvaluationError` where a prevalence is required that says nothing of these predictions.
  init(
    _ predictions: Predictions, rules: SampleRules, facts: [ReportContent.Facts], temperature: Double = 1,
    model: String, data: String, part: String, pixels: PixelStore, issues: [SampleIssue], notes: [String],
    prevalence: Prevalence, folds: [Int] = []
  ) throws {
    var notes = notes
    do throws(EvaluationError) {
      analysis = try EvaluationResult.Analysis(predictions, rules: rules, prevalence: prevalence.value)
    } catch {
      guard !prevalence.isRequired else { throw error }
      // A training that is done does not fail because nothing can be restated.
      notes.append("no score is restated for a prevalence: \(error)")
      analysis = try EvaluationResult.Analysis(predictions, rules: rules)
    }
    self.folds = folds
    self.facts = facts
    self.temperature = temperature
    self.model = model
    self.data = data
    self.part = part
    self.pixels = pixels
    self.issues = issues
    result = analysis.result(
      split: part, errors: issues.count { !$0.kind.isUsed }, notes: notes)
  }

  /// What `report.html` shows, apart from how the model was trained.
  func content() -> ReportContent {
    let pixels = pixels
    var content = ReportContent(
      title: URL(fileURLWithPath: model).lastPathComponent, subtitle: "",
      result: result, analysis: analysis, names: pixels.samples.map(\.name),
      thumbnail: { Thumbnail.file(of: pixels, sample: $0, side: $1) })
    content.subtitle = "\(model) on \(data), \(part) part, \(Sentence.count(result.samples, "image"))"
    content.notes = result.notes
    content.temperature = temperature
    content.isHeldOut = part != Part.training.rawValue
    content.slices = DataSlice.slices(analysis.outcomes, by: SampleAttributes.all(of: pixels))
    content.problems = issues.problems
    content.facts = facts
    if part == Part.training.rawValue {
      content.notes.append(
        "This is the training part: where the model learned from these images, the scores say nothing about others."
      )
    }
    return content
  }

  /// Writes the numbers, the tables and the page.
  func write(_ content: ReportContent, with reports: ReportWriter) throws {
    try reports.write(result)
    try reports.write(
      analysis, of: PredictedSamples(paths: content.names, groups: pixels.samples.map(\.group), folds: folds))
    try reports.write(thresholds: analysis, result)
    try reports.write(content)
  }
}

/// What samples can be divided by, to find parts on which a model is worse.
enum SampleAttributes {
  static func all(of pixels: PixelStore) -> [SampleAttribute] {
    let samples = pixels.samples
    var attributes = [
      SampleAttribute(
        name: "brightness, %", values: .numbers(samples.indices.map { brightness(of: pixels, $0) })),
      SampleAttribute(
        name: "contrast, %", values: .numbers(samples.indices.map { contrast(of: pixels, $0) })),
    ]
    let sizes = pixels.fullSizes
    attributes.append(
      SampleAttribute(
        name: "megapixels",
        values: .numbers(sizes.map { $0.map { Double($0.width * $0.height) / 1e6 } })))
    attributes.append(
      SampleAttribute(
        name: "width / height",
        values: .numbers(sizes.map { $0.map { Double($0.width) / Double($0.height) } })))
    if samples.contains(where: { $0.group != nil }) {
      attributes.append(SampleAttribute(name: "group", values: .names(samples.map(\.group))))
    }
    if let folders = folders(of: samples) {
      attributes.append(SampleAttribute(name: "folder", values: .names(folders)))
    }
    return attributes
  }

  /// Mean of all bytes, from 0 to 100.
  ///
  /// Nil where the pixels can no longer be read: such a picture is in no slice.
  private static func brightness(of pixels: PixelStore, _ sample: Int) -> Double? {
    guard let bytes = try? pixels.bytes(sample) else { return nil }
    return Double(bytes.reduce(0) { $0 + Int($1) }) / Double(bytes.count) / 2.55
  }

  /// Standard deviation of all bytes, from 0 to 50.
  private static func contrast(of pixels: PixelStore, _ sample: Int) -> Double? {
    guard let bytes = try? pixels.bytes(sample) else { return nil }
    let (count, sum) = (Double(bytes.count), Double(bytes.reduce(0) { $0 + Int($1) }))
    let squares = Double(bytes.reduce(0) { $0 + Int($1) * Int($1) })
    return max(0, squares / count - sum / count * (sum / count)).squareRoot() / 2.55
  }

  /// The folder of each file; nil where folders say no more than classes do.
  private static func folders(of samples: [Sample]) -> [String?]? {
    let folders = samples.map { sample -> String? in
      guard case .file = sample.source, let slash = sample.name.lastIndex(of: "/") else { return nil }
      return String(sample.name[..<slash])
    }
    var classes: [String: Int] = [:]
    for (folder, sample) in zip(folders, samples) { if let folder { classes[folder] = sample.label } }
    let perClass = Set(classes.values).count
    return classes.count > perClass && classes.count > 1 ? folders : nil
  }
}
