import Foundation

/// Columns of text that line up on a terminal: the first to the left, the others to the right.
struct TextTable {
  private var rows: [[String]]

  /// Makes a table; control characters in cells are shown as escapes.
  init(heads: [String]) { rows = [heads] }

  mutating func append(_ row: [String]) { rows.append(row) }

  var text: String {
    let rows = rows.map { $0.map(\.printable) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.reduce(0) { max($0, column < $1.count ? $1[column].displayWidth : 0) }
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.displayWidth)
        return column == 0 ? cell + padding : padding + cell
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }

  /// The same as a table of Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    guard let heads = rows.first else { return "" }
    let rule = "|" + heads.indices.map { $0 == 0 ? "---|" : "---:|" }.joined() + "\n"
    return line(heads.map(\.markdown)) + rule + rows.dropFirst().map { line($0.map(\.markdown)) }.joined()
  }
}

extension String {
  /// The text as text of Markdown, on one line.
  var markdown: String {
    printable.reduce(into: "") { text, character in
      if #"\`*_{}[]()<>#+!|~&"#.contains(character) { text.append("\\") }
      text.append(character)
    }
  }
}

/// Numbers for text reports.
package enum TextNumber {
  static func decimal(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "-"
  }

  /// A share in percent: 100 % is all of them and 0 % none, never what is rounded to it.
  static func percent(_ share: Double?, digits: Int = 2) -> String {
    share.map { hundredfold($0, digits) + " %" } ?? "-"
  }

  /// A share from 0 to 1 times a hundred, rounded to neither end unless it is there.
  package static func hundredfold(_ share: Double, _ digits: Int) -> String {
    let text = String(format: "%.\(digits)f", share * 100)
    let step = pow(10, -Double(digits))
    if share < 1, share > 0.5, Double(text) == 100 { return String(format: "%.\(digits)f", 100 - step) }
    if share > 0, share < 0.5, Double(text) == 0 { return String(format: "%.\(digits)f", step) }
    return text
  }

  /// A threshold: four digits, or as many as a small or a large one needs to be told from 0 and 1.
  package static func threshold(_ value: Double) -> String {
    let text = decimal(value, 4)
    return value > 0 && value < 1 && (text == "0.0000" || text == "1.0000") ? "\(value)" : text
  }

  /// `12,345`.
  package static func count(_ count: Int) -> String {
    var digits = Array(String(count.magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (count < 0 ? "-" : "") + String(digits)
  }

  /// `73.91 to 84.95 %`.
  static func percent(_ interval: ConfidenceInterval?) -> String {
    interval.map { "\(decimal($0.low * 100, 2)) to \(decimal($0.high * 100, 2)) %" } ?? "-"
  }

  static func range(_ interval: ConfidenceInterval?) -> String {
    interval.map { "\(decimal($0.low, 4)) to \(decimal($0.high, 4))" } ?? "-"
  }
}
