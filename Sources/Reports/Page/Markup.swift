import FoveaEvaluation

/// A piece of HTML or SVG; text and attributes are escaped when it is made, so that no name can become markup.
struct Markup: Sendable {
  private(set) var source: String

  private init(source: String) { self.source = source }

  static let empty = Markup(source: "")

  /// Text as text, whose numbers do not break at the end of a line.
  ///
  /// Control characters, which neither HTML nor XML allow, are shown as escapes.
  static func text(_ text: String) -> Markup { Markup(source: escaped(text.unbroken)) }

  /// Text that is not ours to touch, such as the name of a file, a class or a command: character by character.
  static func exact(_ text: String) -> Markup { Markup(source: escaped(text)) }

  /// A name in a sentence or a table, whatever direction it is written in.
  static func name(_ name: String) -> Markup { .element("bdi") { Markup.exact(name) } }

  /// An element with its children.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    @MarkupBuilder _ body: () -> Markup = { .empty }
  ) -> Markup {
    var source = "<\(name)"
    for (key, value) in attributes { source += " \(key)=\"\(escaped(value))\"" }
    let inside = body().source
    if inside.isEmpty, voids.contains("\(name)") { return Markup(source: source + ">") }
    return Markup(source: "\(source)>\(inside)</\(name)>")
  }

  /// Markup or a style sheet that is part of this program and holds nothing of the user's.
  static func literal(_ source: StaticString) -> Markup { Markup(source: "\(source)") }

  /// JSON for scripts of the page: nothing in it can end the element that it stands in.
  static func json(_ json: String) -> Markup {
    Markup(source: json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e"))
  }

  static func joined(_ parts: [Markup]) -> Markup {
    var source = ""
    source.reserveCapacity(parts.reduce(0) { $0 + $1.source.utf8.count })
    for part in parts { source += part.source }
    return Markup(source: source)
  }

  /// Elements of HTML that have no end.
  private static let voids: Set<String> = ["img", "br", "meta", "input", "link"]

  private static func escaped(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<")
        && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
    }
    if isPlain { return text }
    var result = ""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Two code points that XML forbids though they are no control characters.
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Puts pieces of markup one after another.
@resultBuilder
enum MarkupBuilder {
  static func buildExpression(_ markup: Markup) -> Markup { markup }
  static func buildExpression(_ text: String) -> Markup { .text(text) }
  static func buildBlock(_ parts: Markup...) -> Markup { .joined(parts) }
  static func buildOptional(_ part: Markup?) -> Markup { part ?? .empty }
  static func buildEither(first: Markup) -> Markup { first }
  static func buildEither(second: Markup) -> Markup { second }
  static func buildArray(_ parts: [Markup]) -> Markup { .joined(parts) }
}
