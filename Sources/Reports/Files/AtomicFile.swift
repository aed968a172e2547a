import Foundation

/// A file that appears complete or not at all.
///
/// Bytes go to a temporary file in the same folder; `commit` brings them to the disk and renames the file into its
/// place, so a reader sees the old file or the new one. Without a commit the temporary file is removed.
final class AtomicFile {
  let path: String
  private let temporaryPath: String
  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var isCommitted = false

  /// Large enough that system calls cost nothing beside making the text.
  private static let bufferSize = 1 << 16

  init(_ path: String) throws(ReportError) {
    self.path = path
    let folder = FileSystem.folder(of: path)
    // The target's name is left out, as it may be as long as the file system allows.
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    temporaryPath = folder + "/.fovea-" + unique + ".tmp"
    do throws(SystemFailure) {
      file = try FileDescriptor(temporaryPath, flags: O_WRONLY | O_CREAT | O_EXCL)
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    if !isCommitted { unlink(temporaryPath) }
  }

  func write(_ bytes: [UInt8]) throws(ReportError) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Brings the bytes to the disk and the file into its place.
  func commit() throws(ReportError) {
    try flush()
    do throws(SystemFailure) {
      try file.synchronize()
      try FileSystem.move(temporaryPath, to: path)
      isCommitted = true
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
    // The name is on the disk once its folder is. The file is in place already and some file systems cannot do
    // this for folders, so that is no failure.
    try? FileDescriptor(FileSystem.folder(of: path), flags: O_RDONLY).synchronize()
  }

  private func flush() throws(ReportError) {
    do throws(SystemFailure) {
      try file.append(buffer)
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
