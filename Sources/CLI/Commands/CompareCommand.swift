import ArgumentParser
import Fovea

/// `fovea compare`: models on the same images, and whether their difference is more than chance.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare models on the same labeled images.",
    discussion: """
      Every later model is compared with the first, image by image: accuracy by McNemar's exact test, at each \
      model's own threshold and at 0.5; ROC AUC by DeLong's test; log loss and Brier score by the paired t test; \
      the classes that changed, and the images that only one of them gets right. \
      Images of classes that a model lacks are left out for all.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, markdown
  }

  @Argument(help: "Two models or more, or the run folders that have them.")
  var models: [String]

  @Option(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(
    name: [.short, .customLong("output")],
    help: "Write compare.json, compare.html and a flips.csv for each model into this folder.")
  var output: String?

  @Option(help: "The part to score: train, val, test, all (default: test if there is one, else all).")
  var split: PartSelection?

  @Option(help: "Two classes: the positive one, which scores are of (default: that of the first model).")
  var positive: String?

  @Option(help: "How the comparison is printed: text, json, markdown.")
  var format: Format = .text

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func validate() throws {
    try opening.require(output)
    guard models.count >= 2 else {
      throw ValidationError("expected two models or more, received \(models.count)")
    }
    if speech.json, format == .markdown {
      throw ValidationError("--json: means --format json, received --format markdown")
    }
  }

  func run() throws {
    compute.apply()
    var run = ComparisonRun(
      models: models, data: data, part: split, output: output, workers: compute.workerCount,
      limits: compute.limits)
    run.columns = try manifest.columns()
    run.positive = positive
    let comparison = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    switch speech.json ? .json : format {
    case .text: Console.result(comparison.textReport())
    case .json: Console.result(try comparison.json())
    case .markdown: Console.result(comparison.markdownReport())
    }
    if let output { opening.show(output + "/compare.html", quiet: speech.quiet || speech.json) }
  }
}
