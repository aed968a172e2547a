/// One line on a terminal that is rewritten as work goes on; silent where there is no terminal.
///
/// A log gets whole lines instead, which the caller writes when a phase ends.
struct ProgressLine {
  private var block: LiveBlock

  init(quiet: Bool) { block = LiveBlock(quiet: quiet) }

  /// Shows `text`, unless the last update was a moment ago.
  mutating func update(_ text: @autoclosure () -> String) {
    guard block.isDue else { return }
    block.draw([text().cut(toWidth: Console.size.columns - 1)])
  }

  /// Removes the line, before other text is written.
  mutating func clear() { block.clear() }

  /// A duration for people: `8 s`, `3 min 20 s`, `2 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    let total = Int(max(0, seconds.isFinite ? min(seconds, 1e9) : 0).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min \(two(total % 60)) s" }
    return "\(total / 3600) h \(two(total / 60 % 60)) min"
  }
}
