import ArgumentParser
import Fovea

/// `fovea threshold`: another threshold for a model that is trained.
struct ThresholdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract: "Set the threshold of a model of two classes anew, without training.",
    discussion: """
      fovea threshold runs/scans scans-2 --recall 0.95      find 95 % of the positive images, with the fewest alarms
      fovea threshold runs/scans scans-2 --costs 10:1       a missed one costs as much as ten false alarms

      DATA is anything that train accepts; its validation part chooses if it has one, else its test part, else all of \
      it. Without DATA the validation part of the model's run chooses. Images that the model was trained on choose \
      nothing. The model file is replaced at once or not at all; with -o it stays, and another is written.
      """)

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(
    help:
      "Labeled images: a folder, a manifest, or a folder of IDX files (default: the validation part of the run)."
  )
  var data: String?

  @Option(name: [.short, .customLong("output")], help: "Write another model file, and leave this one alone.")
  var output: String?

  @Option(help: "The part that chooses: val, test, all (default: val if there is one, else test, else all).")
  var split: PartSelection?

  @Option(help: "The highest specificity with at least this recall of the positive class.")
  var recall: Double?

  @Option(help: "The highest recall with at least this specificity.")
  var specificity: Double?

  @Option(help: "The lowest cost: 10:1 for FN:FP, or fp=1,fn=10.")
  var costs: String?

  @Flag(help: "The highest F1 of the positive class.")
  var f1 = false

  @Flag(help: "The highest sensitivity + specificity.")
  var youden = false

  @Option(help: "This probability of the positive class.")
  var value: Double?

  @OptionGroup(title: "Two classes") var binary: BinaryOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    _ = try rule()
    if data == nil, let split, split != .val {
      throw ValidationError("--split \(split.rawValue): takes DATA, received none")
    }
  }

  /// The one rule that was asked for.
  private func rule() throws -> ThresholdRule {
    let given: [ThresholdRule] =
      [
        recall.map(ThresholdRule.recall), specificity.map(ThresholdRule.specificity),
        try costs.map { try ThresholdOptions.parse(costs: Given(value: $0, name: "--costs")) },
        f1 ? .f1 : nil, youden ? .youden : nil, value.map(ThresholdRule.fixed),
      ].compactMap { $0 }
    guard given.count == 1, let rule = given.first else {
      throw ValidationError(
        "expected one of --recall, --specificity, --costs, --f1, --youden and --value, received \(given.isEmpty ? "none" : "\(given.count) of them")"
      )
    }
    try asUsage { try rule.validate() }
    return rule
  }

  func run() throws {
    compute.apply()
    let run = ThresholdRun(
      model: model, data: data, part: split, rule: try rule(), positive: binary.positive,
      prevalence: binary.prevalence, output: output, workers: compute.workerCount, limits: compute.limits)
    let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(try speech.json ? outcome.json() : outcome.text)
  }
}
