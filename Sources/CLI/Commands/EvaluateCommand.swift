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

  enum Split: String, CaseIterable, ExpressibleByArgument {
    case train, val, test, all
  }

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(name: [.short, .customLong("output")], help: "Write metrics.json and the tables into this folder.")
  var output: String?

  @Option(help: "The part to score: train, val, test, all (default: test if there is one, else all).")
  var split: Split?

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    compute.apply()
    let bundle = try ModelBundle(contentsOf: ModelLocation.file(for: model))
    let labeled = try LabeledData(path: data)
    if strict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    let (samples, part) = try chosen(labeled)
    let evaluator = try Evaluator(bundle)
    let match = try evaluator.match(labeled.classes)
    let known = evaluator.matched(samples, match)
    announce(labeled, match, leftOut: samples.count - known.count)

    let decoder = PartDecoder(
      classes: bundle.classes, geometry: bundle.preprocessing.geometry, workers: compute.workerCount,
      isStrict: strict, isQuiet: speech.quiet, interruption: nil)
    let pixels = try decoder.decode(known, part)
    let predictions = try evaluator.predict(pixels, part: part)
    let issues = labeled.issues + pixels.issues
    let result = try EvaluationResult(
      predictions, split: part, errors: issues.count { $0.kind != .recovered }, threshold: bundle.threshold)
    if let output {
      let reports = try ReportWriter(folder: output)
      try reports.write(result)
      try reports.write(predictions, paths: pixels.samples.map(\.name), rule: bundle.decisionRule)
      try reports.write(issues.problems)
    }
    Console.result(speech.json ? try result.json() : result.textReport())
  }

  /// The samples of the part asked for, and its name.
  private func chosen(_ labeled: LabeledData) throws -> ([Sample], String) {
    let part: Part? =
      switch split {
      case .train: .training
      case .val: .validation
      case .test: .test
      case .all: nil
      case nil: labeled.parts[.test] == nil ? nil : .test
      }
    guard let part else { return (labeled.all, "all") }
    guard let samples = labeled.parts[part] else {
      throw DataError.noPart(
        path: data, part: part.rawValue, found: labeled.parts.keys.map(\.rawValue).sorted())
    }
    return (samples, part.rawValue)
  }

  private func announce(_ labeled: LabeledData, _ match: Evaluator.ClassMatch, leftOut: Int) {
    for note in labeled.notes { Console.warning(note) }
    PartDecoder.warn(labeled.issues)
    if !match.unknown.isEmpty {
      Console.warning(
        "the model lacks the classes \(match.unknown.joined(separator: ", ")): \(leftOut) images are left out of the scores"
      )
    }
    if !match.absent.isEmpty {
      Console.warning("the data has no images of \(match.absent.joined(separator: ", "))")
    }
  }
}
