import FoveaEvaluation
import FoveaImages

/// A confusion matrix as a picture: rows are true classes, columns predicted ones, darker is a larger share of its row.
struct ConfusionPicture {
  let image: Image
  /// Which row is which class.
  let description: String

  /// Up to this many classes a cell has room for its count.
  private static let numbered = 30
  /// The side of a picture of very many classes, as near as whole pixels come.
  private static let side = 600

  init(_ matrix: ConfusionMatrix, classes: [String]) {
    let count = classes.count
    let isNumbered = count <= ConfusionPicture.numbered
    let cell = isNumbered ? 34 : max(1, ConfusionPicture.side / count)
    let margin = isNumbered ? 24 : 0
    let width = margin + count * cell
    var canvas = Raster(width: width, height: width)
    let supports = matrix.supports
    for row in 0..<count {
      let (top, number) = (margin + row * cell, String(row + 1))
      if isNumbered {
        canvas.write(number, centredAt: margin / 2, top + cell / 2, .black)
        canvas.write(number, centredAt: top + cell / 2, margin / 2, .black)
      }
      for column in 0..<count {
        let samples = matrix[label: row, predicted: column]
        guard samples > 0 else { continue }
        let share = Float(samples) / Float(max(1, supports[row]))
        // The root lets a share of a few percent be seen.
        let strength = 0.1 + 0.9 * share.squareRoot()
        let left = margin + column * cell
        // A line of white between cells that are large enough.
        let inner = cell > 3 ? cell - 1 : cell
        canvas.fill(
          left, top, inner, inner, (row == column ? Raster.Color.blue : .orange).faded(to: strength))
        if isNumbered {
          canvas.write(
            String(samples), centredAt: left + inner / 2, top + inner / 2, strength > 0.62 ? .white : .black)
        }
      }
    }
    image = canvas.image
    let names = classes.enumerated().map { "\($0 + 1) \($1)" }.prefix(100).joined(separator: ", ")
    description =
      "Rows are true classes, columns predicted ones; a darker cell is a larger share of its row. " + names
      + (count > 100 ? " …" : "")
  }
}
