import ArgumentParser
import Foundation
import Fovea

/// `fovea import`: weights of another program as a model.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model of weights from PyTorch or a safetensors file.",
    discussion: """
      The file is read as data: nothing in it is run, and what is no tensor is refused. Every tensor must be one of the \
      architecture, or what differs is listed. The model has the preprocessing of its publisher and ImageNet's class \
      names, so fovea classify takes it as it is.
      """)

  @Argument(help: "A checkpoint (.pth, .pt, .bin), a safetensors file, or a Python package (.whl) with one.")
  var file: String

  @Option(
    help:
      "The architecture: \(Architecture.importable.map(\.name).joined(separator: ", ")) (default: found by the names of the tensors)."
  )
  var architecture: String?

  @Option(
    help:
      "A file with the name of each output on a line of its own (default: ImageNet's where there are 1,000).")
  var classNames: String?

  @Option(help: "The license of the weights, to be kept with them.")
  var license: String?

  @Option(name: [.short, .customLong("output")], help: "The model file.")
  var output: String

  @OptionGroup(title: "Output") var speech: OutputOptions

  private struct Summary: Encodable {
    let model: String
    let parameters: Int
    let classes: Int
    let origin: WeightsOrigin?
  }

  func run() throws {
    let request = try WeightImport(architecture: architecture, classNames: classNames, license: license)
    let model = try request.model(contentsOf: file)
    try model.write(to: output)
    let origin = model.provenance.origin
    let summary = Summary(
      model: output, parameters: model.network.parameterCount, classes: model.classes.count, origin: origin)
    Console.result(
      speech.json
        ? try JSONDocument.text(of: summary)
        : "\(output): \(origin?.architecture ?? ""), \(summary.parameters) parameters, \(summary.classes) classes"
    )
  }
}

extension WeightImport {
  /// The request that options of the command make.
  init(architecture: String?, classNames: String?, license: String?) throws {
    self.init(
      architecture: try architecture.map { name in
        guard let match = Architecture.importable.first(where: { $0.name == name }) else {
          throw ImportError.architecture(name, known: Architecture.importable.map(\.name))
        }
        return match
      },
      classNames: try classNames.map { path in
        guard let data = FileManager.default.contents(atPath: path) else { throw InputMissing(path: path) }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
      }, license: license)
  }
}
