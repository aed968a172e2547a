import FoveaEvaluation
import FoveaImages

/// A confusion matrix as a picture: rows are true classes, columns predicted ones, darker is a larger share of its row.
struct ConfusionPicture {
  let image: Image
  /// Which row is which class, and the counts where they fit into a table; in Markdown.
  let description: String

  /// Up to this many classes the description has the counts.
  private static let counted = 30
  /// The side of the picture, as near as whole pixels come.
  private static let side = 600
  private static let right: (Float, Float, Float) = (31, 94, 168)
  private static let wrong: (Float, Float, Float) = (200, 80, 20)

  init(_ matrix: ConfusionMatrix, classes: [String]) {
    let count = classes.count
    let cell = max(1, ConfusionPicture.side / max(1, count))
    let width = count * cell
    // A line of white between cells that are large enough.
    let inner = cell > 3 ? cell - 1 : cell
    var pixels = [UInt8](repeating: 255, count: 3 * width * width)
    let supports = matrix.supports
    for row in 0..<count {
      for column in 0..<count {
        let samples = matrix[label: row, predicted: column]
        guard samples > 0 else { continue }
        let share = Float(samples) / Float(max(1, supports[row]))
        // The root lets a share of a few percent be seen.
        let strength = 0.1 + 0.9 * share.squareRoot()
        let full = row == column ? ConfusionPicture.right : ConfusionPicture.wrong
        let color = [full.0, full.1, full.2].map { UInt8((255 - (255 - $0) * min(1, strength)).rounded()) }
        for y in row * cell..<row * cell + inner {
          for x in column * cell..<column * cell + inner {
            let place = 3 * (y * width + x)
            pixels.replaceSubrange(place..<place + 3, with: color)
          }
        }
      }
    }
    image = Image(width: width, height: width, channels: 3, pixels: pixels)
    description =
      "Rows are true classes, columns predicted ones; a darker cell is a larger share of its row. "
      + (count > ConfusionPicture.counted
        ? "In order: " + classes.prefix(100).joined(separator: ", ") + (count > 100 ? " …" : "")
        : "\n\n" + ConfusionPicture.table(matrix, classes))
  }

  private static func table(_ matrix: ConfusionMatrix, _ classes: [String]) -> String {
    let names = classes.map { $0.replacing("|", with: "\\|") }
    var lines = ["| true \\ predicted | \(names.joined(separator: " | ")) |"]
    lines.append("|---|" + String(repeating: "---:|", count: names.count))
    for (row, name) in names.enumerated() {
      let counts = names.indices.map { "\(matrix[label: row, predicted: $0])" }
      lines.append("| \(name) | \(counts.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n")
  }
}
