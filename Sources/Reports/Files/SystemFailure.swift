import Foundation

/// The `errno` of a system call that failed.
struct SystemFailure: Error {
  let code: Int32

  /// The status of `call`, which is made again where a signal interrupts it; the one place that reads `errno`.
  static func checked<Status: SignedInteger>(_ call: () -> Status) throws(SystemFailure) -> Status {
    while true {
      let status = call()
      if status >= 0 { return status }
      let code = errno
      if code != EINTR { throw SystemFailure(code: code) }
    }
  }
}
