package import Foundation

/// An open file, closed when the last reference goes.
package final class FileDescriptor {
  private let descriptor: Int32

  /// Opens `path`; a new file gets the permissions that the user's mask leaves of 0666.
  package init(_ path: String, flags: Int32) throws(SystemFailure) {
    descriptor = try SystemFailure.checked { open(path, flags | O_CLOEXEC, 0o666) }
  }

  deinit { close(descriptor) }

  /// Writes all of `bytes`, however many calls that takes.
  package func append(_ bytes: [UInt8]) throws(SystemFailure) {
    var offset = 0
    while offset < bytes.count {
      offset += try SystemFailure.checked {
        // One call writes at most 2 GiB on every system, so more goes in parts.
        bytes.withUnsafeBytes {
          write(descriptor, $0.baseAddress?.advanced(by: offset), min($0.count - offset, 1 << 30))
        }
      }
    }
  }

  /// The bytes from here to the end of the file.
  package func readAll() throws(SystemFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try SystemFailure.checked {
        chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// Waits until the file is on the disk.
  package func synchronize() throws(SystemFailure) {
    _ = try SystemFailure.checked { fsync(descriptor) }
  }

  /// Gives the file these permissions.
  package func change(permissions: mode_t) throws(SystemFailure) {
    _ = try SystemFailure.checked { fchmod(descriptor, permissions) }
  }
}
