import ArgumentParser
import Fovea

/// `fovea backbone`: networks that were trained elsewhere, kept by name.
struct BackboneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backbone",
    abstract: "List and install backbones: trained networks that others published.",
    discussion: """
      Scripts/fetch-backbone NAME downloads the published ones and installs them. A backbone is a model file, so every \
      verb takes it: fovea classify $(fovea backbone path efficientnet-lite0) photos
      """,
    subcommands: [List.self, Install.self, Path.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show the installed backbones.")

    @OptionGroup(title: "Output") var speech: OutputOptions

    func run() throws {
      let store = BackboneStore()
      let backbones = try store.list()
      if speech.json { return Console.result(try JSONDocument.text(of: backbones)) }
      guard !backbones.isEmpty else {
        return Console.note(
          "no backbone is installed in \(store.folder); Scripts/fetch-backbone downloads published ones, "
            + "fovea backbone install FILE takes one by path")
      }
      let width = backbones.map(\.name.count).max() ?? 0
      Console.result(
        backbones.map {
          $0.name + String(repeating: " ", count: width + 2 - $0.name.count)
            + "\($0.architecture), \($0.license ?? "license unknown"), from \($0.source)"
        }.joined(separator: "\n").printableLines)
    }
  }

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install",
      abstract: "Install weights from a checkpoint, a Python package (.whl) or a model of Fovea.")

    @Argument(help: "The file.")
    var file: String

    @Option(help: "What it is called from now on (default: its architecture).")
    var name: String?

    @Option(help: "The architecture (default: found by the names of the tensors).")
    var architecture: String?

    @Option(
      help:
        "A file with the name of each output on a line of its own (default: ImageNet's where there are 1,000)."
    )
    var classNames: String?

    @Option(help: "The license of the weights, where the file does not say it.")
    var license: String?

    @OptionGroup(title: "Output") var speech: OutputOptions

    func run() throws {
      let request = try WeightImport(architecture: architecture, classNames: classNames, license: license)
      let store = BackboneStore()
      let backbone = try store.install(file, name: name, request)
      Console.result(
        speech.json
          ? try JSONDocument.text(of: backbone)
          : "\(backbone.name): \(try store.path(of: backbone.name))".printableLines)
    }
  }

  struct Path: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "path", abstract: "Print where the model file of a backbone lies.")

    @Argument(help: "Its name.")
    var name: String

    func run() throws { Console.result(try BackboneStore().path(of: name)) }
  }
}
