import Foundation
import FoveaEvaluation
import Testing

@testable import FoveaReports

@Suite("Lines of equal height")
struct ContourLinesTests {
  /// `height` on a grid of `side × side` places from −2 to 2.
  private func lines(side: Int = 41, at level: Double, _ height: (Double, Double) -> Double) -> [[Curve
    .Point]]
  {
    let places = (0..<side).map { -2 + 4 * Double($0) / Double(side - 1) }
    return ContourLines(x: places, y: places, values: places.flatMap { y in places.map { height($0, y) } })
      .lines(at: level)
  }

  @Test("a bowl has one closed circle of the right radius")
  func circle() throws {
    let found = lines(at: 1) { $0 * $0 + $1 * $1 }
    let line = try #require(found.first)
    #expect(found.count == 1 && line.count > 40)
    #expect(line.first == line.last)
    #expect(line.allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - 1) < 0.005 })
  }

  @Test("a slope has one open line from border to border, exactly where it is")
  func slope() throws {
    let found = lines(at: 0.31) { x, _ in x }
    let line = try #require(found.first)
    #expect(found.count == 1 && line.count == 41)
    #expect(line.allSatisfy { abs($0.x - 0.31) < 1e-12 })
    #expect(Set([line.first?.y, line.last?.y]) == [-2, 2])
  }

  @Test("a saddle has two lines, and a plain none")
  func saddle() {
    let found = lines(side: 40, at: 0.3) { $0 * $1 }
    #expect(found.count == 2)
    #expect(found.flatMap { $0 }.allSatisfy { abs($0.x * $0.y - 0.3) < 0.03 })
    // Both diagonal corners of one cell are above: the mean of the cell decides.
    let cell = ContourLines(x: [0, 1], y: [0, 1], values: [1, 0, 0, 1])
    #expect(cell.lines(at: 0.4).count == 2 && cell.lines(at: 0.6).count == 2)
    #expect(cell.lines(at: 0.4) != cell.lines(at: 0.6))
    #expect(lines(at: 5) { _, _ in 1 }.isEmpty)
    #expect(lines(at: 0) { x, _ in x > 1 ? .nan : x }.count == 1)
  }

  @Test("the same lines in the same order again")
  func order() {
    let height: (Double, Double) -> Double = { sin(3 * $0) * cos(2 * $1) }
    let first = lines(at: 0.2, height)
    #expect(first.count > 3)
    for _ in 0..<5 { #expect(lines(at: 0.2, height) == first) }
  }
}
