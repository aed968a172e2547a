import Foundation
import Fovea
import Synchronization

/// Whether messages are lines of JSON.
private let isLogJSON = Atomic<Bool>(false)
/// Whether a message could not be written.
private let hasLostMessages = Atomic<Bool>(false)

/// Where the command's words go: results to standard output, everything else to standard error.
enum Console {
  /// How messages are written; set once, before the first.
  static var format: LogFormat {
    get { isLogJSON.load(ordering: .relaxed) ? .json : .text }
    set { isLogJSON.store(newValue == .json, ordering: .relaxed) }
  }

  /// Writes a result and a line break; a reader that has gone away ends the command quietly.
  static func result(_ text: String) {
    write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
  }

  /// Writes a message about what is being done.
  static func note(_ text: String) { say("note", text) }

  static func warning(_ text: String) { say("warning", text, prefix: "warning: ") }

  /// Says why the command ends with `status`.
  static func error(_ text: String, status: ExitStatus) {
    say("error", text, prefix: "error: ", status: status)
  }

  private static func say(_ event: String, _ text: String, prefix: String = "", status: ExitStatus? = nil) {
    switch format {
    case .text: write(prefix + text.printableLines + "\n", to: STDERR_FILENO)
    case .json: log(LogLine(event, LogLine.Message(text, status: status?.rawValue)))
    }
  }

  /// Writes a line of the JSON log; nothing where messages are text.
  static func log(_ line: LogLine) {
    guard format == .json, let line = try? line.text() else { return }
    write(line + "\n", to: STDERR_FILENO)
  }

  /// Whether standard error is a terminal that can rewrite a line, and is written for people.
  static var isTerminal: Bool {
    format == .text && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The size of the terminal in columns and rows.
  static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  /// Writes all of `text`; what standard output does not take ends the command, as a result that nobody has is none.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno != EINTR {
        if errno == EPIPE { Foundation.exit(0) }
        guard descriptor == STDOUT_FILENO else {
          hasLostMessages.store(true, ordering: .relaxed)
          return
        }
        endWithoutOutput(code: errno)
      }
    }
  }

  /// Ends the command with `status`, unless something that was written did not arrive.
  static func end(_ status: Int32) -> Never {
    // Some file systems tell only here that nothing is left.
    if close(STDOUT_FILENO) != 0, errno != EBADF { endWithoutOutput(code: errno) }
    let isLost = hasLostMessages.load(ordering: .relaxed)
    Foundation.exit(status == 0 && isLost ? ExitStatus.inputOutput.rawValue : status)
  }

  private static func endWithoutOutput(code: Int32) -> Never {
    let reason = String(cString: strerror(code))
    error("standard output: cannot be written (\(reason)); the result is lost", status: .inputOutput)
    Foundation.exit(ExitStatus.inputOutput.rawValue)
  }
}
