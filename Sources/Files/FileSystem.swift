import Foundation

/// Names of files and folders, and what is done to them.
package enum FileSystem {
  /// Puts the file at `source` in place of what is at `target`, in one step.
  package static func move(_ source: String, to target: String) throws(SystemFailure) {
    _ = try SystemFailure.checked { rename(source, target) }
  }

  /// Makes the folder at `path` and those it is in, where they are missing.
  ///
  /// - Throws: `FileError.cannotCreateFolder`.
  package static func makeFolder(_ path: String) throws(FileError) {
    do throws(SystemFailure) {
      try make(path)
    } catch {
      throw .cannotCreateFolder(path: path, code: error.code)
    }
  }

  private static func make(_ path: String) throws(SystemFailure) {
    do throws(SystemFailure) {
      _ = try SystemFailure.checked { mkdir(path, 0o777) }
    } catch {
      if isFolder(path) { return }
      let parent = folder(of: path)
      guard error.code == ENOENT, parent != path, parent != "." else { throw error }
      try make(parent)
      _ = try SystemFailure.checked { mkdir(path, 0o777) }
    }
  }

  /// The folder that `path` is in, without slashes at its end except for the root.
  package static func folder(of path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == bytes.startIndex ? "/" : String(path[..<slash])
  }

  /// What `path` is once its symbolic links are followed, or `path` itself where nothing is there.
  static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Brings the names in the folder at `path` to the disk.
  static func synchronize(folder path: String) throws(SystemFailure) {
    // A folder that may be written to but not read cannot be opened; the file itself is safe by now.
    guard let folder = try? FileDescriptor(path, flags: O_RDONLY) else { return }
    do throws(SystemFailure) {
      try folder.synchronize()
    } catch {
      // Some file systems have nothing to synchronise in a folder, and say so.
      guard error.code == EINVAL || error.code == ENOTSUP else { throw error }
    }
  }

  package static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }
}
