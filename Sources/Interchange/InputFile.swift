import Foundation

/// A regular file that is read once from its start, and closed with the last reference.
final class InputFile {
  /// The size when it was opened, in bytes.
  let size: Int
  private(set) var offset = 0
  private let descriptor: Int32

  init(_ path: String) throws(InterchangeError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw InterchangeError(errno == ENOENT ? .missing : .unreadable(code: errno))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw InterchangeError(.unreadable(code: code))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      // A pipe or a device has no size to check claims against.
      throw InterchangeError(status.st_mode & S_IFMT == S_IFDIR ? .folder : .notRegular)
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The next `count` bytes; the caller has checked that the file is that long.
  func read(_ count: Int) throws(InterchangeError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        // One call reads at most 2 GiB on every system, so larger requests go in parts.
        let part = min(count - filled, 1 << 30)
        let received = Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, part)
        if received < 0, errno == EINTR { continue }
        if received < 0 { code = errno }
        if received <= 0 { break }
        filled += received
      }
    }
    guard code == 0 else { throw InterchangeError(.unreadable(code: code)) }
    guard bytes.count == count else { throw InterchangeError(.cutWhileReading) }
    offset += count
    return bytes
  }
}
