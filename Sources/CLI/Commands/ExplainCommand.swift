public import ArgumentParser
import Foundation
public import Fovea

/// `fovea explain`: where in a picture a model sees the class that it names.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show where in images a model sees the class that it names.",
    discussion: """
      Writes for each image a picture with a map over it: orange speaks for the class, blue against it. Networks \
      with convolutions are explained by Grad-CAM, others by occlusion. \
      Logistic regression also gets a picture of each class's weights. contact-sheet.png has all images beside \
      their maps, explain.html names them.
      """)

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(help: "Images and folders of images.")
  var paths: [String]

  @Option(name: [.short, .customLong("output")], help: "The folder for the pictures.")
  var output: String

  @Option(
    help: "How maps are made: grad-cam, occlusion (default: grad-cam where the network has convolutions).")
  var method: Explainer.Method?

  @Option(name: .customLong("class"), help: "Explain this class instead of the predicted one.")
  var className: String?

  @Option(help: "At most this many images.")
  var limit: Int = 100

  @Flag(help: "Stop at the first file that cannot be read, or only in part.")
  var strict = false

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit: expected at least 1, received \(limit)") }
  }

  func run() throws {
    compute.apply()
    let run = ExplanationRun(
      model: model, paths: paths, output: output, method: method, className: className, limit: limit,
      isStrict: strict, limits: compute.limits)
    let summary = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(speech.json ? try JSONDocument.text(of: summary) : summary.text)
    opening.show(output + "/explain.html", quiet: speech.quiet || speech.json)
    if let missing = paths.first(where: { !FileManager.default.fileExists(atPath: $0) }) {
      throw InputMissing(path: missing)
    }
    if summary.explanations.isEmpty {
      guard let failure = summary.failures.first else { throw ClassifyError.nothing(paths: paths) }
      throw ClassifyError.noneReadable(
        files: summary.failures.count, first: "\(failure.path): \(failure.reason)")
    }
  }
}

extension Explainer.Method: ExpressibleByArgument {}
