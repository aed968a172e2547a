import Foundation

/// An open file that is read and written by position, so that threads can share it.
final class PositionedFile: Sendable {
  let path: String
  let descriptor: Int32

  /// Opens `path` with the flags of `open(2)`; nil where that fails.
  init?(_ path: String, _ flags: Int32) {
    descriptor = open(path, flags | O_CLOEXEC, 0o600)
    self.path = path
    guard descriptor >= 0 else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// How many bytes it has.
  var size: Int? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Fills `target` from `position` on; false where the file has no more.
  func read(_ target: UnsafeMutableRawBufferPointer, at position: Int) -> Bool {
    transfer(target.count) { done in
      pread(descriptor, target.baseAddress.map { $0 + done }, target.count - done, off_t(position + done))
    }
  }

  /// `count` bytes from `position` on; nil where the file has no more.
  func bytes(_ count: Int, at position: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return bytes.withUnsafeMutableBytes({ read($0, at: position) }) ? bytes : nil
  }

  /// Writes `source` at `position`; false where the disk is full.
  func write(_ source: UnsafeRawBufferPointer, at position: Int) -> Bool {
    transfer(source.count) { done in
      pwrite(descriptor, source.baseAddress.map { $0 + done }, source.count - done, off_t(position + done))
    }
  }

  /// Calls `step` with how many bytes are done until it has moved `count`; false where it moves no more.
  private func transfer(_ count: Int, _ step: (_ done: Int) -> Int) -> Bool {
    var done = 0
    while done < count {
      let moved = step(done)
      if moved < 0, errno == EINTR { continue }
      guard moved > 0 else { return false }
      done += moved
    }
    return true
  }
}
