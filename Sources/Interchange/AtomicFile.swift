import Foundation

/// Replaces a file as a whole: readers see the old content or the new, also after a crash or a loss of power.
///
/// The content goes to a temporary file in the same folder, reaches the disk (`fsync`), takes the name
/// (`rename`), and the folder's new entry reaches the disk. A process killed on the way leaves `.fovea-….tmp`
/// and the old file.
struct AtomicFile {
  private let target: String
  private let folder: String

  /// Prepares to replace the file at `path`; a symbolic link stays, and what it points to is replaced.
  init(_ path: String) {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let target = resolved.map { String(cString: $0) } ?? path
    let slash = target.lastIndex(of: "/")
    folder = slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    self.target = target
  }

  /// Calls `body` with a function that appends bytes to the new file, then puts that file in place.
  ///
  /// Where anything fails the temporary file is removed, and what was at the path is as before.
  func write(
    _ body: ((_ append: ([UInt8]) throws(InterchangeError) -> Void) throws(InterchangeError) -> Void)
  ) throws(InterchangeError) {
    let mode = try permissions()
    let temporary = "\(folder)/.fovea-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw InterchangeError(.unwritable(code: errno)) }
    do throws(InterchangeError) {
      do throws(InterchangeError) {
        try body { (bytes) throws(InterchangeError) in try Self.append(bytes, to: descriptor) }
        if let mode { try Self.check(fchmod(descriptor, mode)) }
        try Self.check(fsync(descriptor))
      } catch {
        close(descriptor)
        throw error
      }
      try Self.check(close(descriptor))
      try Self.check(rename(temporary, target))
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeFolder()
  }

  /// The permissions of the file that is replaced, or nil where there is none.
  ///
  /// A rename needs no right to write to the old file, so that right is asked for here: a write-protected
  /// file stays.
  private func permissions() throws(InterchangeError) -> mode_t? {
    var status = stat()
    guard stat(target, &status) == 0 else {
      guard errno == ENOENT else { throw InterchangeError(.unwritable(code: errno)) }
      return nil
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw InterchangeError(.unwritable(code: EISDIR)) }
    try Self.check(access(target, W_OK))
    return status.st_mode & 0o7777
  }

  private func synchronizeFolder() throws(InterchangeError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    // A folder that may be written to but not read cannot be opened; the file itself is safe by now.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems have nothing to synchronise in a folder, and say so.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw InterchangeError(.unwritable(code: errno))
    }
  }

  private static func append(_ bytes: [UInt8], to descriptor: Int32) throws(InterchangeError) {
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let part = min(buffer.count - written, 1 << 30)
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, part)
        if count < 0, errno == EINTR { continue }
        if count < 0 {
          code = errno
          return
        }
        written += count
      }
    }
    guard code == 0 else { throw InterchangeError(.unwritable(code: code)) }
  }

  private static func check(_ result: Int32) throws(InterchangeError) {
    guard result == 0 else { throw InterchangeError(.unwritable(code: errno)) }
  }
}
