/// A table whose columns sort at a click.
struct SortableTable {
  enum Cell {
    /// A name, character by character.
    case text(String)
    /// A sentence or a part of one.
    case words(String)
    case count(Int)
    /// A share from 0 to 1, with a bar; undefined where nil.
    case share(Double?)
    case number(Double?, digits: Int)
    /// A number that is shown in words of its own.
    case said(String, Double)

    fileprivate var isText: Bool {
      switch self {
      case .text, .words: true
      case .count, .share, .number, .said: false
      }
    }
  }

  let id: String
  let heads: [String]
  let rows: [[Cell]]
  /// Rows from which on the table scrolls in a frame of its own.
  var tallFrom = 16

  var markup: Markup {
    .element("div", ["class": rows.count >= tallFrom ? "table tall" : "table"]) {
      Markup.element("table", ["class": "sortable", "id": id]) {
        Markup.element("thead") {
          Markup.element("tr") {
            for (index, head) in heads.enumerated() {
              Markup.element("th", ["scope": "col", "class": isText(index) ? "t" : ""]) {
                Markup.element("button", ["type": "button"]) { head }
              }
            }
          }
        }
        Markup.element("tbody") {
          for row in rows { Markup.element("tr") { Markup.joined(row.map(cell)) } }
        }
      }
    }
  }

  private func isText(_ column: Int) -> Bool { rows.first?[column].isText ?? true }

  private func cell(_ cell: Cell) -> Markup {
    switch cell {
    case .text(let text): return .element("td", ["class": "t"]) { Markup.name(text) }
    case .words(let text): return .element("td", ["class": "t"]) { text }
    case .count(let count): return .element("td", ["data-v": String(count)]) { Numeral.count(count) }
    case .said(let text, let value): return .element("td", ["data-v": "\(value)"]) { text }
    case .number(let value, let digits):
      return .element("td", ["data-v": value.map { Numeral.decimal($0, 6) } ?? ""]) {
        value.map { Numeral.decimal($0, digits) } ?? "–"
      }
    case .share(let value):
      guard let value else { return .element("td", ["data-v": ""]) { "–" } }
      return .element("td", ["data-v": Numeral.decimal(value, 6)]) {
        Markup.element("span", ["class": "meter"]) {
          Markup.element("i", ["style": "width:\(Numeral.decimal(value * 100, 0))%"])
        }
        Markup.element("span", ["class": "figures"]) { Numeral.decimal(value * 100, 1) }
      }
    }
  }
}
