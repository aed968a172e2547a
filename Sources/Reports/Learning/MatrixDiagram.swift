import FoveaEvaluation
import FoveaFiles

/// Matrices and signs between them in a row, with some cells lit.
package struct MatrixDiagram: Sendable {
  package struct Matrix: Sendable {
    let name: String
    let rows: [[String]]
    /// Which cells are lit, by row and column.
    let isLit: @Sendable (Int, Int) -> Bool

    package init(
      _ name: String, _ rows: [[String]],
      lit isLit: @escaping @Sendable (Int, Int) -> Bool = { _, _ in false }
    ) {
      self.name = name
      self.rows = rows
      self.isLit = isLit
    }
  }

  package enum Part: Sendable {
    case matrix(Matrix)
    case sign(String)
  }

  private let parts: [Part]

  package init(_ parts: [Part]) { self.parts = parts }

  private static let (cellHeight, signWidth, gap, top) = (30.0, 26.0, 12.0, 34.0)

  /// No font is measured here: digits are about this wide.
  private func cellWidth(_ matrix: Matrix) -> Double {
    let longest = matrix.rows.flatMap { $0 }.reduce(1) { max($0, $1.displayWidth) }
    return 18 + 7.2 * Double(longest)
  }

  private func width(_ part: Part) -> Double {
    switch part {
    case .matrix(let matrix): cellWidth(matrix) * Double(matrix.rows.first?.count ?? 0)
    case .sign(let sign): max(MatrixDiagram.signWidth, 10 + 8 * Double(sign.displayWidth))
    }
  }

  private var tallest: Int {
    parts.reduce(1) { most, part in
      if case .matrix(let matrix) = part { max(most, matrix.rows.count) } else { most }
    }
  }

  func figure(name: String, title: String, summary: String) -> Figure {
    var x = MatrixDiagram.gap
    let inner = Double(tallest) * MatrixDiagram.cellHeight
    var drawn: [Markup] = []
    for part in parts {
      switch part {
      case .matrix(let matrix): drawn.append(drawing(matrix, x, inner))
      case .sign(let sign):
        drawn.append(text(sign, x + width(part) / 2, MatrixDiagram.top + inner / 2 + 5, "middle strong"))
      }
      x += width(part) + MatrixDiagram.gap
    }
    return Figure(
      name: name, title: title, summary: summary, width: x, height: MatrixDiagram.top + inner + 12,
      drawing: .joined(drawn), columns: ["matrix", "row", "column", "value"], rows: rows)
  }

  private var rows: [CSVRow] {
    parts.flatMap { part -> [CSVRow] in
      guard case .matrix(let matrix) = part else { return [] }
      return matrix.rows.enumerated().flatMap { row, cells in
        cells.enumerated().map { [.text(matrix.name), .integer(row), .integer($0), .text($1)] as CSVRow }
      }
    }
  }

  private func drawing(_ matrix: Matrix, _ left: Double, _ inner: Double) -> Markup {
    let wide = cellWidth(matrix)
    let high = MatrixDiagram.cellHeight
    let top = MatrixDiagram.top + (inner - Double(matrix.rows.count) * high) / 2
    let right = left + width(.matrix(matrix))
    let bottom = top + Double(matrix.rows.count) * high
    var drawn: [Markup] = []
    for (row, cells) in matrix.rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        let (x, y) = (left + Double(column) * wide, top + Double(row) * high)
        if matrix.isLit(row, column) {
          drawn.append(
            .element(
              "rect",
              [
                "class": "lit", "x": Numeral.coordinate(x + 2), "y": Numeral.coordinate(y + 2),
                "width": Numeral.coordinate(wide - 4), "height": Numeral.coordinate(high - 4), "rx": "4",
              ]))
        }
        drawn.append(text(cell, x + wide / 2, y + high / 2 + 4, "middle"))
      }
    }
    func bracket(_ x: Double, _ inwards: Double) -> Markup {
      .element(
        "path",
        [
          "class": "axis",
          "d":
            "M\(Numeral.coordinate(x + inwards)) \(Numeral.coordinate(top))H\(Numeral.coordinate(x))V\(Numeral.coordinate(bottom))H\(Numeral.coordinate(x + inwards))",
        ])
    }
    return .joined(
      drawn + [
        bracket(left, 5), bracket(right, -5), text(matrix.name, (left + right) / 2, top - 10, "label middle"),
      ])
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ style: String) -> Markup {
    .element("text", ["class": style, "x": Numeral.coordinate(x), "y": Numeral.coordinate(y)]) { text }
  }
}
