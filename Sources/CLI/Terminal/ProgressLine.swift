import Dispatch
import Foundation

/// One line on a terminal that is rewritten as work goes on; silent where there is no terminal.
///
/// A log gets whole lines instead, which the caller writes when a phase ends.
struct ProgressLine {
  private let isLive: Bool
  private var isShown = false
  private var lastUpdate: UInt64 = 0

  /// Ten updates a second are enough for an eye, and cost nothing.
  private static let interval: UInt64 = 100_000_000

  init(quiet: Bool) { isLive = !quiet && Console.isTerminal }

  /// Shows `text`, unless the last update was a moment ago.
  mutating func update(_ text: @autoclosure () -> String) {
    guard isLive else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    guard now - lastUpdate >= ProgressLine.interval else { return }
    lastUpdate = now
    isShown = true
    // Erase to the end of the line: the new text may be shorter.
    Console.write("\r" + String(text().prefix(Console.columns - 1)) + "\u{1B}[K", to: STDERR_FILENO)
  }

  /// Removes the line, before other text is written.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    lastUpdate = 0
    Console.write("\r\u{1B}[K", to: STDERR_FILENO)
  }

  /// A duration for people: `8 s`, `3 min 20 s`, `2 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    let total = Int(max(0, seconds).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min \(two(total % 60)) s" }
    return "\(total / 3600) h \(two(total / 60 % 60)) min"
  }
}
