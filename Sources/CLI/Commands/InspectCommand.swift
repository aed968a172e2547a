import ArgumentParser
import Foundation
import Fovea

/// `fovea inspect`: what a model, a run, some data, an image or an architecture is.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model, a run, labeled data, an image or an architecture is.",
    discussion: """
      An architecture is shown as it would be built: layers, shapes, parameters and multiply-adds of one image.
      """)

  @Argument(
    help: ArgumentHelp(
      "A model.safetensors, a run folder, labeled data, an image, or an architecture such as resnet18.",
      valueName: "path-or-architecture"))
  var path: String

  @OptionGroup(title: "Architecture") var build: BuildOptions

  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    let architecture = Architecture.all.first { $0.name == path }
    let subject: Subject
    let exists = FileManager.default.fileExists(atPath: path)
    guard exists || architecture != nil else {
      throw InputMissing(
        path: path,
        remedy:
          "check the path, or name an architecture: \(Architecture.all.map(\.name).joined(separator: ", "))")
    }
    if let architecture, !exists {
      subject = .architecture(try ArchitectureDescription(architecture, build))
    } else {
      try build.requireNone(path: path)
      subject = try Subject(path: path)
    }
    Console.result(speech.json ? try subject.json() : try subject.text())
  }
}
