import FoveaEvaluation

extension Plot {
  /// The room of a text, in pixels of the drawing.
  private struct Box {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    func overlap(_ other: Box) -> Double {
      max(0, min(right, other.right) - max(left, other.left))
        * max(0, min(bottom, other.bottom) - max(top, other.top))
    }

    func holds(_ point: (x: Double, y: Double)) -> Bool {
      point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
    }
  }

  /// Where the text of a mark may stand, the best place first.
  private enum Side: CaseIterable {
    case belowRight
    case belowLeft
    case aboveRight
    case aboveLeft
    case above
    case below
    // A line further away, for marks that lie close.
    case lowerRight
    case lowerLeft
    case upperRight
    case upperLeft
    case lowestRight
    case lowestLeft
    case highestRight
    case highestLeft

    /// Which end of the text is beside the mark, how far from it the text is, and its base line.
    var offset: (anchor: String, x: Double, y: Double) {
      switch self {
      case .belowRight: ("", 9, 16)
      case .belowLeft: (" end", -9, 16)
      case .aboveRight: ("", 9, -8)
      case .aboveLeft: (" end", -9, -8)
      case .above: (" middle", 0, -10)
      case .below: (" middle", 0, 20)
      case .lowerRight: ("", 9, 32)
      case .lowerLeft: (" end", -9, 32)
      case .upperRight: ("", 9, -24)
      case .upperLeft: (" end", -9, -24)
      case .lowestRight: ("", 9, 48)
      case .lowestLeft: (" end", -9, 48)
      case .highestRight: ("", 9, -40)
      case .highestLeft: (" end", -9, -40)
      }
    }

    func box(at place: (x: Double, y: Double), width: Double) -> Box {
      let offset = offset
      let x = place.x + offset.x
      let left = offset.anchor == "" ? x : offset.anchor == " end" ? x - width : x - width / 2
      let line = place.y + offset.y
      return Box(left: left, right: left + width, top: line - 10, bottom: line + 3)
    }
  }

  /// Rings at the marks, and each text where it covers neither the edge nor other texts, and lines as little as may be.
  func markDrawing(_ frame: Frame) -> Markup {
    let places = marks.map { place($0.point, frame) }
    let rings = places.map { Box(left: $0.x - 6, right: $0.x + 6, top: $0.y - 6, bottom: $0.y + 6) }
    let covered = lines.flatMap { steps(along: $0.points.map { place($0, frame) }) }
    var taken: [Box] = []
    var drawn: [Markup] = []
    for (index, mark) in marks.enumerated() {
      let place = places[index]
      drawn.append(
        .element(
          "circle",
          [
            "class": "dot s\(mark.colour)", "cx": Numeral.coordinate(place.x),
            "cy": Numeral.coordinate(place.y), "r": "4.5",
          ]))
      guard !mark.text.isEmpty else { continue }
      let others = taken + rings.indices.filter { $0 != index }.map { rings[$0] }
      let choices = Side.allCases.map { side in
        let box = side.box(at: place, width: Plot.width(of: mark.text))
        return (side, box, cost(of: box, others: others, steps: covered, frame))
      }
      guard let best = choices.min(by: { $0.2 < $1.2 }) else { continue }
      taken.append(best.1)
      let offset = best.0.offset
      drawn.append(
        .element(
          "text",
          [
            "class": "tick halo\(offset.anchor)", "x": Numeral.coordinate(place.x + offset.x),
            "y": Numeral.coordinate(place.y + offset.y),
          ]
        ) { mark.text })
    }
    return .joined(drawn)
  }

  /// How much a text in `box` would cover: what is beyond the drawing is lost, other texts are next, lines last.
  private func cost(
    of box: Box, others: [Box], steps: [(x: Double, y: Double)], _ frame: Frame
  ) -> Double {
    let beyond =
      max(0, 2 - box.left) + max(0, box.right - Plot.width + 2) + max(0, frame.top - 10 - box.top)
      + max(0, box.bottom - frame.bottom + 1)
    // Over the numbers of the axis.
    let onAxis = max(0, frame.left - box.left)
    let covered = others.reduce(0) { $0 + $1.overlap(box) }
    return 1e6 * beyond + 1e3 * (covered + onAxis) + Double(steps.count(where: box.holds))
  }

  /// Points along a line, some pixels apart.
  private func steps(along points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    zip(points, points.dropFirst()).flatMap { from, to in
      let count = min(200, 1 + Int(max(abs(to.x - from.x), abs(to.y - from.y)) / 4))
      return (0...count).map { step in
        let share = Double(step) / Double(count)
        return (x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y))
      }
    }
  }
}
