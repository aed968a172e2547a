public import ArgumentParser
public import Fovea

/// `fovea evaluate`: the scores of a model on labeled images.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a model on labeled images.",
    discussion: """
      DATA is anything that train accepts; its test part is scored if it has one, else all of it. Without DATA the \
      part is scored that the run held out. Classes are matched by name: those that only one side has are named, and \
      samples of classes that the model lacks are left out. So are images that the model was trained on.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, csv, markdown
  }

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(
    help: "Labeled images: a folder, a manifest, or a folder of IDX files (default: what the run held out).")
  var data: String?

  @Option(name: [.short, .customLong("output")], help: "Write metrics.json and the tables into this folder.")
  var output: String?

  @Option(help: "The part to score: train, val, test, all (default: test if there is one, else all).")
  var split: PartSelection?

  @Option(help: "How scores are printed: text (scikit-learn's layout), json, csv (a row a class), markdown.")
  var format: Format = .text

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @OptionGroup(title: "Two classes") var binary: BinaryOptions
  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Requirements") var requirements: RequirementOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func run() throws {
    compute.apply()
    var run = EvaluationRun(
      model: model, data: data, part: split, output: output, isStrict: strict,
      workers: compute.workerCount, limits: compute.limits, positive: binary.positive,
      prevalence: binary.prevalence, command: ShellCommand.current)
    run.columns = try manifest.columns()
    let result = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    switch speech.json ? .json : format {
    case .text:
      Console.result(result.textReport())
      Console.result(result.headline.text(of: result.split))
      if let restated = result.atPrevalence { Console.result(restated.textReport()) }
    case .json: Console.result(try result.json())
    case .csv: Console.result(result.classRows.map(\.text).joined(separator: "\n"))
    case .markdown: Console.result(result.markdownReport())
    }
    if let output { opening.show(output + "/report.html", quiet: speech.quiet || speech.json) }
    try requirements.check(result)
  }

  func validate() throws {
    try opening.require(output)
    if data == nil, let split {
      throw ValidationError("--split \(split.rawValue): takes DATA, received none")
    }
    if speech.json, format == .csv || format == .markdown {
      throw ValidationError("--json: means --format json, received --format \(format.rawValue)")
    }
  }
}

extension PartSelection: ExpressibleByArgument {}
