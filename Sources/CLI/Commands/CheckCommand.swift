import ArgumentParser
import Fovea

/// `fovea check`: what is wrong with labeled images, before a model learns from it.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with labeled images.",
    discussion: """
      Files that cannot be read or only in part, names that disagree with contents, equal files and near-duplicates \
      (also across train, val and test, and under two labels), blank, dark, light, blurry, oddly sized pictures, \
      groups in two parts, classes that are missing or far smaller than others. With --backbone also copies that were cut \
      or lightened, images unlike their class, and labels that the others speak against. Nothing is changed.
      """)

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(
    name: [.short, .customLong("output")],
    help: "Write check.html, findings.csv and check.json into this folder.")
  var output: String?

  @Option(
    help:
      "Say how many of the images this model was trained on; a run folder, or a model.safetensors that lies in one."
  )
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Compare the features of this model, too: an installed backbone by its name, a model file, or a run folder.",
      valueName: "name|file"))
  var backbone: String?

  @Flag(help: "End with status 65 where something serious was found.")
  var strict = false

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func validate() throws { try opening.require(output) }

  func run() throws {
    compute.apply()
    var run = CheckRun(
      data: data, output: output, model: model, workers: compute.workerCount, limits: compute.limits)
    run.columns = try manifest.columns()
    run.backbone = try backbone.map { try BackboneSettings($0) }
    let report = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(speech.json ? try report.json() : report.text.printableLines)
    if let output { opening.show(output + "/check.html", quiet: speech.quiet || speech.json) }
    if strict, report.check.hasSerious { throw ExitCode(ExitStatus.badData.rawValue) }
  }
}
