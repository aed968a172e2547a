import Foundation
package import FoveaDatasets
import FoveaFiles
public import FoveaImages
package import FoveaInference

/// Something that can be described.
package enum Subject {
  case model(ModelBundle)
  case generator(GeneratorBundle)
  case data(LabeledData)
  case image(path: String, ImageHeader)
  case architecture(ArchitectureDescription)

  /// Tells what lies at `path`: a run folder before data, a model by its name, else an image.
  package init(path: String, columns: ManifestColumns = .standard) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataError.missing(path: path)
    }
    let model = RunFolder.model(at: path)
    if isFolder.boolValue {
      let isRun = FileManager.default.fileExists(atPath: model)
      self = isRun ? try Subject(model: model) : .data(try LabeledData(path: path, columns: columns))
      return
    }
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "safetensors": self = try Subject(model: path)
    case "csv", "jsonl", "ndjson": self = .data(try LabeledData(path: path, columns: columns))
    case "tar": self = .data(try LabeledData(path: path))
    default:
      // A header takes no memory, whatever size it claims.
      let decoder = ImageDecoder(limits: DecodingLimits(pixels: .max, side: .max))
      do throws(ImageError) {
        self = .image(path: path, try decoder.header(contentsOf: path))
      } catch {
        throw InspectError.image(path: path, error)
      }
    }
  }

  private init(model path: String) throws {
    do {
      self = .model(try ModelBundle(contentsOf: path))
    } catch InferenceError.isGenerator {
      self = .generator(try GeneratorBundle(contentsOf: path))
    }
  }

  package func text() throws -> String {
    switch self {
    case .model(let bundle): ModelDescription(bundle).text
    case .generator(let bundle): GeneratorDescription(bundle).text
    case .data(let data): DataDescription(data).text
    case .image(let path, let header): ImageDescription(path, header).text
    case .architecture(let description): description.text
    }
  }

  package func json() throws -> String {
    switch self {
    case .model(let bundle): try JSONDocument.text(of: ModelDescription(bundle))
    case .generator(let bundle): try JSONDocument.text(of: GeneratorDescription(bundle))
    case .data(let data): try JSONDocument.text(of: DataDescription(data))
    case .image(let path, let header): try JSONDocument.text(of: ImageDescription(path, header))
    case .architecture(let description): try JSONDocument.text(of: description)
    }
  }
}

/// Why something cannot be described.
public enum InspectError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that is neither a model nor labeled data, and as an image cannot be read.
  case image(path: String, ImageError)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .image(let path, let error): "\(path): \(error)"
    }
  }
}
