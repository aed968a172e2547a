public import ArgumentParser
import Foundation
public import Fovea

/// `fovea embed`: features of images, for other programs.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Write the features of images: what a model makes of them before it decides.",
    discussion: """
      Rows are in the order of the input. A table has a row for each file, with its error where it cannot be read; npy \
      and safetensors have the readable ones, with their paths in FILE.paths.txt or in the metadata. Status 66: a path \
      is not there; 65: no file could be read.
      """)

  @Argument(help: "A model.safetensors, a run folder, or an installed backbone.")
  var model: String

  @Argument(help: "Images and folders of images; - reads a list of them from standard input, one a line.")
  var paths: [String]

  @Option(
    help:
      "How features are written: csv, npy, safetensors (default: by the end of the file's name, else csv).")
  var format: EmbeddingFormat?

  @Option(name: [.short, .customLong("output")], help: "The file.")
  var output: String

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    compute.apply()
    let path = try BackboneStore.resolve(model)
    let embedder = try Embedder(ModelBundle(contentsOf: path), path: path, workers: compute.workerCount)
    let format =
      format ?? EmbeddingFormat(rawValue: URL(fileURLWithPath: output).pathExtension.lowercased()) ?? .csv
    let file = try EmbeddingFile(output, format: format, width: embedder.width)
    var line = ProgressLine(quiet: speech.quiet)
    let interruption = Interruption()
    var counts = ReadCounts()
    try embedder.embed(paths: PathList.expanded(paths, isNullSeparated: false)) { item in
      try file.append(item)
      let error: String? = if case .failure(let failure) = item.outcome { failure.reason } else { nil }
      counts.count(item.path, error: error)
      if let error {
        line.clear()
        Console.warning("\(item.path): \(error)")
      }
      line.update("\(counts.files) files  \(item.path)")
      return !interruption.isRequested
    }
    line.clear()
    if interruption.isRequested { throw ExitCode.interrupted }
    // What has no features is written nowhere.
    try counts.require(paths)
    try file.finish()
    if speech.json {
      Console.result(
        try JSONDocument.text(
          of: EmbeddingSummary(
            output: output, format: format.rawValue, images: counts.files - counts.errors,
            errors: counts.errors,
            width: embedder.width)))
    } else if !speech.quiet {
      Console.note("\(counts.files - counts.errors) images, \(embedder.width) numbers each, in \(output)")
    }
  }
}

/// What `embed` did, as JSON.
private struct EmbeddingSummary: Encodable {
  let output: String
  let format: String
  let images: Int
  let errors: Int
  let width: Int
}

extension EmbeddingFormat: ExpressibleByArgument {}
