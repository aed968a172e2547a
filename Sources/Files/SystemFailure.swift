import Foundation

/// The `errno` of a system call that failed.
package struct SystemFailure: Error, Hashable {
  package let code: Int32

  package init(code: Int32) { self.code = code }

  /// The system's words for it.
  package var reason: String { String(cString: strerror(code)) }

  /// The status of `call`, which is made again where a signal interrupts it; the one place that reads `errno`.
  package static func checked<Status: SignedInteger>(_ call: () -> Status) throws(SystemFailure) -> Status {
    while true {
      let status = call()
      if status >= 0 { return status }
      let code = errno
      if code != EINTR { throw SystemFailure(code: code) }
    }
  }
}
