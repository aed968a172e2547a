import Foundation

/// Where the command's words go: results to standard output, everything else to standard error.
enum Console {
  /// Writes a result and a line break; a reader that has gone away ends the command quietly.
  static func result(_ text: String) {
    write(text + "\n", to: STDOUT_FILENO)
  }

  /// Writes a message about what is being done.
  static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  static func warning(_ text: String) { note("warning: \(text)") }

  static func error(_ text: String) { note("error: \(text)") }

  /// Whether standard error is a terminal that can rewrite a line.
  static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The width of the terminal in columns.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno != EINTR {
        if errno == EPIPE { Foundation.exit(0) }
        return
      }
    }
  }
}
