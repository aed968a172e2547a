import FoveaEvaluation

/// Lines of equal height over a grid, by marching squares with linear interpolation along the edges.
///
/// - Source: Maple: *Geometric design and space planning using the marching squares and marching cube algorithms*, GMAG
///   2003. In a saddle the mean of the four corners decides which of them are joined.
struct ContourLines {
  /// Places of the columns and rows, in ascending order.
  let x: [Double]
  let y: [Double]
  /// `[y.count, x.count]`, row by row.
  let values: [Double]

  /// An edge of the grid: from a point to the right, or upwards.
  private struct Edge: Hashable {
    let column: Int
    let row: Int
    let isUpwards: Bool
  }

  /// The lines at `level`, each a chain of points; a closed one ends where it begins.
  func lines(at level: Double) -> [[Curve.Point]] {
    var ends: [Edge: [Edge]] = [:]
    for row in 0..<y.count - 1 {
      for column in 0..<x.count - 1 {
        for (a, b) in segments(column, row, level) {
          ends[a, default: []].append(b)
          ends[b, default: []].append(a)
        }
      }
    }
    // In the order of the grid, as that of a dictionary differs from run to run.
    let order = ends.keys.sorted {
      ($0.row, $0.column, $0.isUpwards ? 1 : 0) < ($1.row, $1.column, $1.isUpwards ? 1 : 0)
    }
    var lines: [[Curve.Point]] = []
    // Open chains first: begun in its middle, one would come apart.
    for start in order.filter({ ends[$0]?.count == 1 }) + order {
      guard var next = ends[start]?.first else { continue }
      var chain = [start]
      var current = start
      while true {
        remove(next, from: current, &ends)
        chain.append(next)
        current = next
        guard let following = ends[current]?.first else { break }
        next = following
      }
      lines.append(chain.map { place(of: $0, level) })
    }
    return lines
  }

  private func remove(_ b: Edge, from a: Edge, _ ends: inout [Edge: [Edge]]) {
    for (one, other) in [(a, b), (b, a)] {
      if let index = ends[one]?.firstIndex(of: other) { ends[one]?.remove(at: index) }
      if ends[one]?.isEmpty == true { ends[one] = nil }
    }
  }

  private func value(_ column: Int, _ row: Int) -> Double { values[row * x.count + column] }

  /// The pairs of edges that the line joins within a cell.
  private func segments(_ column: Int, _ row: Int, _ level: Double) -> [(Edge, Edge)] {
    let corners = [
      value(column, row), value(column + 1, row), value(column + 1, row + 1), value(column, row + 1),
    ]
    guard corners.allSatisfy(\.isFinite) else { return [] }
    let above = corners.map { $0 > level }
    let edges = [
      Edge(column: column, row: row, isUpwards: false), Edge(column: column + 1, row: row, isUpwards: true),
      Edge(column: column, row: row + 1, isUpwards: false), Edge(column: column, row: row, isUpwards: true),
    ]
    let crossed = (0..<4).filter { above[$0] != above[($0 + 1) % 4] }
    switch crossed.count {
    case 2: return [(edges[crossed[0]], edges[crossed[1]])]
    case 4:
      let isMiddleAbove = corners.reduce(0, +) / 4 > level
      // Corner 0 is cut off by the edges 3 and 0, or else corners 1 and 3 are.
      return isMiddleAbove == above[0]
        ? [(edges[0], edges[1]), (edges[2], edges[3])] : [(edges[3], edges[0]), (edges[1], edges[2])]
    default: return []
    }
  }

  private func place(of edge: Edge, _ level: Double) -> Curve.Point {
    let first = value(edge.column, edge.row)
    let second = edge.isUpwards ? value(edge.column, edge.row + 1) : value(edge.column + 1, edge.row)
    let share = (level - first) / (second - first)
    return edge.isUpwards
      ? Curve.Point(x: x[edge.column], y: y[edge.row] + share * (y[edge.row + 1] - y[edge.row]))
      : Curve.Point(x: x[edge.column] + share * (x[edge.column + 1] - x[edge.column]), y: y[edge.row])
  }
}
