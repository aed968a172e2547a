/// Why a backbone cannot be had or installed.
public enum BackboneError: Error, Hashable, Sendable {
  /// No backbone of that name is installed.
  case notInstalled(String, installed: [String])
  /// Neither an installed backbone nor a file.
  case notFound(String, installed: [String])
  /// The record beside a backbone cannot be read.
  case damagedRecord(path: String)
  /// A name that no folder should have.
  case name(String)
}

extension BackboneError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .notInstalled(let name, let installed):
      return
        "no backbone is named '\(name)': installed are \(Self.list(installed)); "
        + "bring one with Scripts/fetch-backbone, or with fovea backbone install FILE"
    case .notFound(let name, let installed):
      return
        "'\(name)' is neither a model file nor an installed backbone: installed are \(Self.list(installed)); "
        + "check the path, or bring a backbone with Scripts/fetch-backbone"
    case .damagedRecord(let path):
      return "\(path): expected the record of a backbone, received something else; install the backbone again"
    case .name(let name):
      return
        "expected a name of letters, digits, '-', '_' and '.', received '\(name)'; give another one as --name"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : InferenceError.list(names)
  }
}
