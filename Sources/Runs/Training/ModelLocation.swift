import Foundation

/// Finds the model that a path means.
package enum ModelLocation {
  /// The path itself, or the model in it where it is a run folder.
  package static func file(for path: String) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return path
    }
    return RunFolder(existing: path).path(of: .model)
  }
}
