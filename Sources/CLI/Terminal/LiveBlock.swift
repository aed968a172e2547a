import Dispatch
import Foundation

/// Some lines at the bottom of a terminal that are rewritten as work goes on; nothing where there is no terminal.
///
/// Between updates the cursor stands at the start of the first line. Whoever writes something else only has to erase
/// what is below the cursor first, which a signal handler can do as well.
struct LiveBlock {
  /// Whether there is a terminal to draw on.
  let isLive: Bool
  private var isShown = false
  private var lastUpdate: UInt64 = 0

  /// Ten updates a second are enough for an eye, and cost nothing.
  private static let interval: UInt64 = 100_000_000
  /// Goes to the start of the line and erases all below.
  static let erase = "\r\u{1B}[J"

  init(quiet: Bool) { isLive = !quiet && Console.isTerminal }

  /// Whether the last update was so long ago that an eye would see another.
  var isDue: Bool { isLive && DispatchTime.now().uptimeNanoseconds - lastUpdate >= LiveBlock.interval }

  /// Draws `lines`, each of which must fit into the width of the terminal, in place of what was drawn before.
  ///
  /// Where the terminal has fewer rows the first lines are drawn.
  mutating func draw(_ lines: [String]) {
    let lines = lines.prefix(max(1, Console.size.rows - 1))
    guard isLive, !lines.isEmpty else { return }
    // Each line's rest is erased after it is written, not before: an erased line would flicker.
    var text = "\r" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J\r"
    if lines.count > 1 { text += "\u{1B}[\(lines.count - 1)A" }
    Console.write(text, to: STDERR_FILENO)
    isShown = true
    lastUpdate = DispatchTime.now().uptimeNanoseconds
  }

  /// Removes the lines, before other text is written.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    Console.write(LiveBlock.erase, to: STDERR_FILENO)
  }
}
