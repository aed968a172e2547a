import ArgumentParser
import Fovea

/// `fovea evaluate`: the scores of a model on labeled images.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a model on labeled images.",
    discussion: """
      DATA is anything that train accepts; its test part is scored if it has one, else all of it. Classes are \
      matched by name: those that only one side has are named, and samples of classes that the model lacks are \
      left out.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, csv, markdown
  }

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(name: [.short, .customLong("output")], help: "Write metrics.json and the tables into this folder.")
  var output: String?

  @Option(help: "The part to score: train, val, test, all (default: test if there is one, else all).")
  var split: PartChoice.Split?

  @Option(help: "How scores are printed: text (scikit-learn's layout), json, csv (a row a class), markdown.")
  var format: Format = .text

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @OptionGroup(title: "Requirements") var requirements: RequirementOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    compute.apply()
    let bundle = try ModelBundle(contentsOf: ModelLocation.file(for: model))
    let labeled = try LabeledData(path: data, minimumClasses: 1)
    if strict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    let choice = try PartChoice(split, of: labeled)
    let (samples, part) = (choice.samples, choice.name)
    let evaluator = try Evaluator(bundle)
    let match = try evaluator.match(labeled.classes)
    let known = evaluator.matched(samples, match)
    announce(labeled, match, leftOut: samples.count - known.count)

    let decoder = PartDecoder(
      classes: bundle.classes, geometry: bundle.preprocessing.geometry, workers: compute.workerCount,
      isStrict: strict, isQuiet: speech.quiet, interruption: nil)
    let pixels = try decoder.decode(known)
    let scored = try ScoredPart(
      bundle, model: model, data: data, part: part, pixels: pixels, evaluator: evaluator,
      issues: labeled.issues + pixels.issues, notes: notes(match, leftOut: samples.count - known.count))
    if let output { try write(scored, labeled, to: output) }
    let result = scored.result
    switch speech.json ? .json : format {
    case .text: Console.result(result.textReport())
    case .json: Console.result(try result.json())
    case .csv: Console.result(result.classRows.map(\.text).joined(separator: "\n"))
    case .markdown: Console.result(result.markdownReport())
    }
    try requirements.check(result)
  }

  func validate() throws {
    if speech.json, format == .csv || format == .markdown {
      throw ValidationError("--json: means --format json, received --format \(format.rawValue)")
    }
  }

  private func write(
    _ scored: ScoredPart, _ labeled: LabeledData, to folder: String
  ) throws {
    let reports = try ReportWriter(folder: folder)
    var content = scored.content()
    content.notes += labeled.notes
    content.commands = [ShellCommand.current]
    try scored.write(content, with: reports)
    try reports.write(scored.issues.problems)
  }

  private func announce(_ labeled: LabeledData, _ match: Evaluator.ClassMatch, leftOut: Int) {
    for note in labeled.notes { Console.warning(note) }
    PartDecoder.warn(labeled.issues)
    for note in notes(match, leftOut: leftOut) { Console.warning(note) }
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
