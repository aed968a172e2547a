import Foundation

/// The changes that reports make to names of files.
enum FileSystem {
  /// Puts the file at `source` in place of what is at `target`, in one step.
  static func move(_ source: String, to target: String) throws(SystemFailure) {
    _ = try SystemFailure.checked { rename(source, target) }
  }

  /// Makes the folder at `path` and those it is in, where they are missing.
  static func makeFolder(_ path: String) throws(SystemFailure) {
    do throws(SystemFailure) {
      _ = try SystemFailure.checked { mkdir(path, 0o777) }
    } catch {
      if isFolder(path) { return }
      let parent = folder(of: path)
      guard error.code == ENOENT, parent != path, parent != "." else { throw error }
      try makeFolder(parent)
      _ = try SystemFailure.checked { mkdir(path, 0o777) }
    }
  }

  /// The folder that `path` is in, without slashes at its end except for the root.
  static func folder(of path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == bytes.startIndex ? "/" : String(path[..<slash])
  }

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }
}
