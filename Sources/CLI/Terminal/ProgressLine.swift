import Fovea

/// One line on a terminal that is rewritten as work goes on; silent where there is no terminal.
///
/// A log gets whole lines instead, which the caller writes when a phase ends.
struct ProgressLine {
  private var block: LiveBlock

  init(quiet: Bool) { block = LiveBlock(quiet: quiet) }

  /// Shows `text`, unless the last update was a moment ago.
  mutating func update(_ text: @autoclosure () -> String) {
    guard block.isDue else { return }
    block.draw([text().printable.cut(toWidth: Console.size.columns - 1)])
  }

  /// Removes the line, before other text is written.
  mutating func clear() { block.clear() }
}
