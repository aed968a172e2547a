import FoveaEvaluation
package import FoveaExecution
import FoveaFiles

/// The parts of a step as a table: where the time goes, and how fast the multiplications run.
package struct ProfileTable {
  private let times: [StepTime]

  package init(_ times: [StepTime]) { self.times = times }

  package var text: String {
    let total = times.reduce(0) { $0 + $1.seconds }
    var rows = [["node", "work", "by", "ms", "share", "GFLOP/s"]]
    for time in times {
      let speed = time.multiplyAdds > 0 ? fixed(2 * Double(time.multiplyAdds) / time.seconds / 1e9, 0) : ""
      rows.append([
        time.node, time.work, time.implementation, fixed(time.seconds * 1e3, 3),
        fixed(time.seconds / total * 100, 1) + " %", speed,
      ])
    }
    rows.append(["total", "", "", fixed(total * 1e3, 3), "", ""])
    let widths = rows[0].indices.map { column in rows.map { $0[column].displayWidth }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.displayWidth)
        return column >= 3 ? gap + cell : cell + gap
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
