import ArgumentParser
import Fovea

/// `fovea fix`: what a person decided of findings, as new labels.
struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Decide what becomes of images that something was found about, and write new labels.",
    discussion: """
      From a run or a check it makes a page to tick: review.html, and the same as a list, review.csv, whose column \
      action takes keep, relabel (with new_label), exclude or merge. From such a list with decisions it writes a new \
      manifest. No image and no label of the data is changed.

      fovea fix pets --from runs/pets-cnn -o review        a page of the labels that the model doubts
      fovea fix pets --from review/review.csv -o better.csv
      fovea train better.csv -o runs/better
      fovea compare runs/pets-cnn runs/better --data better.csv
      """)

  @Argument(help: "Labeled images: a folder or a manifest.")
  var data: String

  @Option(
    help: ArgumentHelp(
      "A run, the folder of 'fovea check -o', or a CSV file of findings or decisions.",
      valueName: "run|folder|file"))
  var from: String

  @Option(
    name: [.short, .customLong("output")],
    help: "The folder for the page, or the manifest (.csv) for decisions.")
  var output: String

  @Flag(help: "Replace files that are there.")
  var overwrite = false

  @Flag(help: "Allow new labels that no image has.")
  var newClasses = false

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func run() throws {
    var run = FixRun(
      data: data, source: from, output: output, overwrites: overwrite, allowsNewClasses: newClasses,
      limits: compute.limits)
    run.columns = try manifest.columns()
    let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(try speech.json ? JSONDocument.text(of: outcome) : outcome.text)
    if !speech.json, !speech.quiet {
      for command in outcome.next(data: data) {
        Console.note("next: fovea " + command.map(ShellCommand.quoted).joined(separator: " "))
      }
    }
    if case .review(let page, _, _) = outcome { opening.show(page, quiet: speech.quiet || speech.json) }
  }
}
