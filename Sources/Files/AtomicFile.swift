import Foundation

/// A file that appears complete or not at all: readers see the old content or the new, also after a loss of power.
///
/// Bytes go to a temporary file in the same folder; `commit` brings them to the disk (`fsync`), gives the file its name
/// (`rename`), and brings the folder's new entry to the disk. Without a commit the temporary file is removed, and what
/// was at the path is as before; a process killed on the way leaves `.fovea-….tmp`. A pipe or a device, such as
/// `/dev/stdout`, is written to as it is.
package final class AtomicFile {
  /// The path as it was given, which errors name.
  package let path: String
  /// Where the file lies: what `path` points to, where it is a symbolic link.
  private let target: String
  /// Nil where the target is a pipe or a device, which a file must not take the place of.
  private let temporaryPath: String?
  private let permissions: mode_t?
  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var isCommitted = false

  /// Large enough that system calls cost nothing beside making the text.
  private static let bufferSize = 1 << 16

  /// Starts the file for `path`; a symbolic link there stays, and what it points to is replaced.
  ///
  /// - Throws: `FileError.cannotWrite`, also where a file is there that is protected from writing.
  package init(_ path: String) throws(FileError) {
    self.path = path
    target = FileSystem.resolved(path)
    do throws(SystemFailure) {
      let old = try Self.status(of: target)
      permissions = old.map { $0.st_mode & 0o7777 }
      if let old, old.st_mode & S_IFMT != S_IFREG {
        temporaryPath = nil
        file = try FileDescriptor(target, flags: O_WRONLY)
      } else {
        // The target's name is left out, as it may be as long as the file system allows.
        let unique = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = FileSystem.folder(of: target) + "/.fovea-" + unique + ".tmp"
        temporaryPath = temporary
        file = try FileDescriptor(temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
      }
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    if !isCommitted, let temporaryPath { unlink(temporaryPath) }
  }

  /// Makes the whole of a file in one call.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }

  /// Adds `bytes` at the end.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    if bytes.count >= Self.bufferSize {
      // What is large anyway is not copied first.
      try flush()
      try append(bytes)
    } else {
      buffer += bytes
      if buffer.count >= Self.bufferSize { try flush() }
    }
  }

  /// Brings the bytes to the disk and the file into its place.
  package func commit() throws(FileError) {
    try flush()
    guard let temporaryPath else { return }
    do throws(SystemFailure) {
      if let permissions { try file.change(permissions: permissions) }
      try file.synchronize()
      try FileSystem.move(temporaryPath, to: target)
      isCommitted = true
      try FileSystem.synchronize(folder: FileSystem.folder(of: target))
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
  }

  private func flush() throws(FileError) {
    try append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func append(_ bytes: [UInt8]) throws(FileError) {
    do throws(SystemFailure) {
      try file.append(bytes)
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
  }

  /// What is known of the file that is replaced, or nil where there is none.
  ///
  /// A rename needs no right to write to the old file, so that right is asked for here: a write-protected file stays.
  private static func status(of path: String) throws(SystemFailure) -> stat? {
    var status = stat()
    do throws(SystemFailure) {
      _ = try SystemFailure.checked { stat(path, &status) }
    } catch {
      guard error.code == ENOENT else { throw error }
      return nil
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemFailure(code: EISDIR) }
    _ = try SystemFailure.checked { access(path, W_OK) }
    return status
  }
}
