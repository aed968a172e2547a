import Foundation
import Fovea

/// What a terminal can show.
struct TerminalStyle: Hashable {
  /// Whether colours are wanted.
  var hasColor: Bool
  /// Whether blocks of Unicode can be shown.
  var hasBlocks: Bool

  /// What the environment says: `NO_COLOR` with any text turns colours off (no-color.org), a locale that is not UTF-8
  /// the blocks.
  init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    hasColor = (environment["NO_COLOR"] ?? "").isEmpty
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let name = locale?.lowercased() ?? "utf-8"
    hasBlocks = name.contains("utf-8") || name.contains("utf8")
  }

  /// Colours of the palette that every terminal has.
  enum Color: Int {
    case green = 32
    case cyan = 36
    case gray = 90
  }
}

/// A line for a terminal: text in pieces, some of them coloured.
struct StyledLine {
  private var pieces: [(text: String, color: TerminalStyle.Color?)] = []
  /// Columns that it takes.
  private(set) var width = 0

  mutating func append(_ text: String, _ color: TerminalStyle.Color? = nil) {
    pieces.append((text, color))
    width += text.displayWidth
  }

  /// The line, cut to `columns`.
  func text(_ style: TerminalStyle, columns: Int) -> String {
    var left = columns
    var result = ""
    for piece in pieces where left > 0 {
      let text = piece.text.cut(toWidth: left)
      left -= text.displayWidth
      if style.hasColor, let color = piece.color {
        result += "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
      } else {
        result += text
      }
    }
    return result
  }
}

extension String {
  /// The beginning that takes no more than `width` columns of a terminal.
  func cut(toWidth width: Int) -> String {
    var (left, result) = (width, "")
    for character in self {
      let needed = String(character).displayWidth
      guard needed <= left else { break }
      left -= needed
      result.append(character)
    }
    return result
  }
}
