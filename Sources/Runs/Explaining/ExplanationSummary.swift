import FoveaEvaluation
import FoveaFiles

/// What an explanation wrote.
public struct ExplanationSummary: Hashable, Sendable, Encodable {
  /// The folder of all files.
  public let folder: String
  /// What was written of each image, in order.
  public let explanations: [Row]
  /// The pictures of each class's weights, for logistic regression.
  public let weightFiles: [String]

  /// The files that could not be read, and why.
  public let failures: [Failure]

  /// A file that could not be read.
  public struct Failure: Hashable, Sendable {
    /// The file, as it was named or found.
    public let path: String
    /// Why, in words.
    public let reason: String
  }

  /// What was written of one image.
  public struct Row: Hashable, Sendable, Encodable {
    /// The name of the picture in the folder.
    public let file: String
    /// The image that it explains.
    public let path: String
    /// The class that the model decided on.
    public let label: String
    /// Its probability, 0 to 1.
    public let probability: Float
    /// The class that the map is of.
    public let explained: String
    /// How the map was made: `grad-cam` or `occlusion`.
    public let method: String
    /// Why only a part of the picture was seen, where the file is cut or damaged; nil where it is whole.
    public let note: String?

    private enum CodingKeys: String, CodingKey {
      case file, path, label, probability, method, note
      case explained = "explained_class"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case explanations
  }

  /// A line for each file.
  package var text: String {
    var lines = explanations.map { row in
      "\(folder)/\(row.file)\t\(row.explained.printable)\t\(fixed(Double(row.probability) * 100, 1)) %\t\(row.path.printable)\(row.note.map { "\tonly in part: \($0)" } ?? "")"
    }
    lines += weightFiles.map { "\(folder)/\($0)" }
    if !explanations.isEmpty { lines.append("\(folder)/contact-sheet.png\n\(folder)/explain.html") }
    return lines.joined(separator: "\n")
  }
}
