import Foundation
import Fovea

/// Something that `inspect` can describe.
enum Subject {
  case model(ModelBundle)
  case data(LabeledData)
  case image(path: String, ImageHeader)
  case architecture(ArchitectureDescription)

  /// Tells what lies at `path`: a run folder before data, a model by its name, else an image.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputMissing(path: path)
    }
    let model = ModelLocation.file(for: path)
    if isFolder.boolValue {
      let isRun = FileManager.default.fileExists(atPath: model)
      self = isRun ? .model(try ModelBundle(contentsOf: model)) : .data(try LabeledData(path: path))
      return
    }
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "safetensors": self = .model(try ModelBundle(contentsOf: path))
    case "csv", "jsonl", "ndjson": self = .data(try LabeledData(path: path))
    default:
      do {
        self = .image(path: path, try ImageDecoder().header(contentsOf: path))
      } catch {
        throw InspectError.image(path: path, error)
      }
    }
  }

  func text() throws -> String {
    switch self {
    case .model(let bundle): ModelDescription(bundle).text
    case .data(let data): DataDescription(data).text
    case .image(let path, let header): ImageDescription(path, header).text
    case .architecture(let description): description.text
    }
  }

  func json() throws -> String {
    switch self {
    case .model(let bundle): try JSONText.of(ModelDescription(bundle))
    case .data(let data): try JSONText.of(DataDescription(data))
    case .image(let path, let header): try JSONText.of(ImageDescription(path, header))
    case .architecture(let description): try JSONText.of(description)
    }
  }
}

/// Why something cannot be described.
enum InspectError: Error, CustomStringConvertible {
  case image(path: String, any Error)

  var description: String {
    switch self {
    case .image(let path, let error): "\(path): \(error)"
    }
  }
}
