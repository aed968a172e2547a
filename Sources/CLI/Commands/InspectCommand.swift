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

  @Option(help: "Show what training sees of the data with this augmentation; needs --output.")
  var augment: Augmentation.Preset?

  @Option(name: [.short, .customLong("output")], help: "The PNG file for the sheet of --augment.")
  var output: String?

  @Option(help: "Seed of the changes of --augment.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Architecture") var build: BuildOptions

  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    if (augment == nil) != (output == nil) {
      throw ValidationError(
        "--augment and --output belong together: a sheet and the file that it is written to")
    }
  }

  func run() throws {
    if let augment, let output {
      let sheet = try ContactSheet(
        data: path, Augmentation(augment), side: min(512, build.imgSize ?? 96), seed: seed)
      try sheet.write(to: output)
      return Console.note("\(output): \(sheet.description)")
    }
    let architecture = (Architecture.all + Architecture.importable).first { $0.name == path }
    let subject: Subject
    let exists = FileManager.default.fileExists(atPath: path)
    guard exists || architecture != nil else {
      throw InputMissing(
        path: path,
        remedy:
          "check the path, or name an architecture: \(Architecture.all.map(\.name).joined(separator: ", "))")
    }
    if let architecture, !exists {
      subject = .architecture(
        try ArchitectureDescription(
          architecture, side: build.imgSize ?? 64, channels: build.channels ?? .rgb,
          classes: build.classes ?? 10))
    } else {
      try build.requireNone(path: path)
      subject = try Subject(path: path, columns: manifest.columns())
    }
    Console.result(speech.json ? try subject.json() : try subject.text().printableLines)
  }
}
