/// Pictures of one line of text.
enum TerminalChart {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let levels = Array("▁▂▃▄▅▆▇█")
  private static let plainLevels = Array("_.-=+*%#")

  /// A bar of `width` columns of which `share`, 0 to 1, is done: the part that is, and the rest.
  static func bar(_ share: Double, width: Int, _ style: TerminalStyle) -> (done: String, rest: String) {
    let share = share.isFinite ? min(1, max(0, share)) : 0
    guard style.hasBlocks else {
      let done = Int(share * Double(width))
      return (String(repeating: "#", count: done), String(repeating: ".", count: width - done))
    }
    let filled = Int(share * Double(width) * 8)
    let done = String(repeating: "█", count: filled / 8) + eighths[filled % 8]
    return (done, String(repeating: "░", count: width - done.count))
  }

  /// A curve of `values`, the lowest at the bottom, in at most `width` columns.
  ///
  /// More values than columns are averaged in groups; values that are not finite are left out.
  static func sparkline(_ values: [Double], width: Int, _ style: TerminalStyle) -> String {
    let values = values.filter(\.isFinite)
    guard width > 0, !values.isEmpty else { return "" }
    let count = min(width, values.count)
    let points = (0..<count).map { column in
      let group = values[column * values.count / count..<(column + 1) * values.count / count]
      return group.reduce(0, +) / Double(group.count)
    }
    guard let low = points.min(), let high = points.max() else { return "" }
    let marks = style.hasBlocks ? levels : plainLevels
    return String(
      points.map { point in
        high > low ? marks[min(7, Int((point - low) / (high - low) * 8))] : marks[0]
      })
  }
}
