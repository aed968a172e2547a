import FoveaFiles

/// A small network with the numbers of one pass through it: forward in black, backward in colour.
package struct NetworkDiagram: Sendable {
  package struct Node: Sendable {
    let label: String
    /// Lines above it.
    let forward: [String]
    /// Lines below it.
    let backward: [String]

    package init(_ label: String, forward: [String] = [], backward: [String] = []) {
      self.label = label
      self.forward = forward
      self.backward = backward
    }
  }

  /// A weight between a node of a layer and one of the next.
  package struct Edge: Sendable {
    let layer: Int
    let from: Int
    let to: Int
    let forward: String
    let backward: String

    package init(layer: Int, from: Int, to: Int, forward: String, backward: String = "") {
      self.layer = layer
      self.from = from
      self.to = to
      self.forward = forward
      self.backward = backward
    }
  }

  private let layers: [[Node]]
  private let edges: [Edge]

  package init(layers: [[Node]], edges: [Edge]) {
    self.layers = layers
    self.edges = edges
  }

  private static let (columnWidth, rowHeight, radius) = (260.0, 210.0, 27.0)

  private var width: Double { Double(layers.count) * NetworkDiagram.columnWidth }
  private var height: Double {
    Double(layers.reduce(1) { max($0, $1.count) }) * NetworkDiagram.rowHeight + 10
  }

  private func place(_ layer: Int, _ index: Int) -> (x: Double, y: Double) {
    let count = Double(layers[layer].count)
    return (
      (Double(layer) + 0.5) * NetworkDiagram.columnWidth,
      height / 2 + (Double(index) - (count - 1) / 2) * NetworkDiagram.rowHeight
    )
  }

  func figure(name: String, title: String, summary: String) -> Figure {
    Figure(
      name: name, title: title, summary: summary, width: width, height: height,
      drawing: .joined(
        edges.map(line)
          + layers.enumerated().flatMap { layer, nodes in
            nodes.enumerated().map { drawing($1, at: place(layer, $0)) }
          } + edges.map(words)),
      columns: ["part", "forward", "backward"], rows: rows)
  }

  private var rows: [CSVRow] {
    layers.flatMap { $0 }.map {
      [
        .text($0.label), .text($0.forward.joined(separator: "; ")),
        .text($0.backward.joined(separator: "; ")),
      ]
    }
      + edges.map {
        [
          .text("\(layers[$0.layer][$0.from].label) to \(layers[$0.layer + 1][$0.to].label)"),
          .text($0.forward), .text($0.backward),
        ]
      }
  }

  private func line(_ edge: Edge) -> Markup {
    let (a, b) = (place(edge.layer, edge.from), place(edge.layer + 1, edge.to))
    return .element(
      "path",
      [
        "class": "edge",
        "d":
          "M\(Numeral.coordinate(a.x)) \(Numeral.coordinate(a.y))L\(Numeral.coordinate(b.x)) \(Numeral.coordinate(b.y))",
      ])
  }

  /// The weight near the node that it comes from, where lines that cross are still apart.
  private func words(_ edge: Edge) -> Markup {
    let (a, b) = (place(edge.layer, edge.from), place(edge.layer + 1, edge.to))
    let share = 0.34
    let (x, y) = (a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
    return .joined([
      text(edge.forward, x, y - 4, "middle halo"), text(edge.backward, x, y + 13, "middle halo back"),
    ])
  }

  private func drawing(_ node: Node, at place: (x: Double, y: Double)) -> Markup {
    let radius = NetworkDiagram.radius
    let above = node.forward.enumerated().map { index, line in
      text(
        line, place.x, place.y - radius - 8 - 16 * Double(node.forward.count - 1 - index), "middle halo")
    }
    let below = node.backward.enumerated().map { index, line in
      text(line, place.x, place.y + radius + 17 + 16 * Double(index), "middle halo back")
    }
    return .joined(
      [
        .element(
          "circle",
          [
            "class": "node", "cx": Numeral.coordinate(place.x), "cy": Numeral.coordinate(place.y),
            "r": Numeral.coordinate(radius),
          ]),
        text(node.label, place.x, place.y + 4, "middle strong"),
      ] + above + below)
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ style: String) -> Markup {
    text.isEmpty
      ? .empty
      : .element("text", ["class": style, "x": Numeral.coordinate(x), "y": Numeral.coordinate(y)]) { text }
  }
}
