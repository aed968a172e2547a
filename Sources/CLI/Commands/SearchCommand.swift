import ArgumentParser
import Foundation
import Fovea

/// `fovea search`: the images that look most like one.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "List the images of a folder that look most like one image to a model.",
    discussion: """
      Images are compared by the cosine of the angle between their features, 1 for the same direction. The image itself is \
      left out where it lies in the folder. --sheet writes it and those that were found as one picture.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, jsonl
  }

  @Argument(help: "A model.safetensors, a run folder, or an installed backbone.")
  var model: String

  @Argument(help: "The image that others are compared with.")
  var image: String

  @Argument(help: "Folders of images, and images.")
  var folders: [String]

  @Option(help: "How many are listed.")
  var top = 20

  @Option(help: "How rows are written: table, csv, jsonl.")
  var format: Format?

  @Option(help: ArgumentHelp("Write a contact sheet, a PNG file.", valueName: "file"))
  var sheet: String?

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top: expected at least 1, received \(top)") }
    if speech.json, let format, format != .jsonl {
      throw ValidationError("--json: means --format jsonl, received --format \(format.rawValue)")
    }
  }

  func run() throws {
    compute.apply()
    for path in [image] + folders where !FileManager.default.fileExists(atPath: path) {
      throw InputMissing(path: path)
    }
    let path = try BackboneStore.resolve(model)
    let embedder = try Embedder(ModelBundle(contentsOf: path), path: path, workers: compute.workerCount)
    var line = ProgressLine(quiet: speech.quiet)
    let interruption = Interruption()
    let nearest: NearestImages
    do {
      nearest = try NearestImages(to: image, in: folders, top: top, by: embedder) { done, path in
        line.update("\(done) files  \(path)")
        return !interruption.isRequested
      }
    } catch let failure as ClassificationFailure {
      throw ClassifyError.noneReadable(files: 1, first: "\(image): \(failure.reason)")
    }
    line.clear()
    for item in nearest.failures {
      if case .failure(let failure) = item.outcome { Console.warning("\(item.path): \(failure.reason)") }
    }
    guard nearest.count > 0 else { throw ClassifyError.nothing(paths: folders) }
    switch speech.json ? .jsonl : format ?? .table {
    case .table:
      for match in nearest.matches {
        Console.result("\(fixed(match.similarity, 4))  \(match.path)".printableLines)
      }
    case .csv:
      Console.result("rank,path,similarity")
      for match in nearest.matches {
        Console.result(
          CSVRow([.integer(match.rank), .text(match.path), .number(match.similarity)]).text)
      }
    case .jsonl: for match in nearest.matches { Console.result(try JSONDocument.line(of: match)) }
    }
    if let sheet { try nearest.writeSheet(to: sheet) }
  }
}
