/// A picture as a sequence: its rows, its columns, or squares without overlap.
///
/// - Shapes: input `[C, H, W]`; output `[H, C·W]` for rows, `[W, C·H]` for columns, `[T, C·s·s]` for patches of
///   side s, row by row.
/// - Formula: the colours of a step lie one after the other, each as its row, column or square does in the picture.
/// - Source: rows as steps are from Le, Jaitly, Hinton: *A Simple Way to Initialize Recurrent Networks of Rectified
///   Linear Units*, arXiv:1504.00941, where each pixel is one; patches from Dosovitskiy et al., arXiv:2010.11929.
public struct PictureSequence: Hashable, Sendable {
  /// What one step of the sequence is.
  public enum Order: Hashable, Sendable {
    /// A row of pixels, from the top.
    case rows
    /// A column of pixels, from the left.
    case columns
    /// A square of so many pixels a side, row by row.
    case patches(side: Int)
  }

  /// What one step is.
  public let order: Order

  /// Makes the operation; the side of a patch must be at least 1.
  public init(_ order: Order) {
    if case .patches(let side) = order {
      precondition(
        (1...Extent.limit).contains(side), "expected a side of 1 to \(Extent.limit), received \(side)")
    }
    self.order = order
  }
}

extension PictureSequence: Layer {
  package var kind: String { "sequence" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let (channels, extent) = try singleImage(inputs)
    switch order {
    case .rows: return [extent.height, channels * extent.width]
    case .columns: return [extent.width, channels * extent.height]
    case .patches(let side):
      guard extent.height % side == 0, extent.width % side == 0 else {
        throw ShapeMismatch(
          expected: "[C, H, W] that patches of \(side)×\(side) divide",
          remedy: "choose a side that divides height and width")
      }
      return [extent.height / side * (extent.width / side), channels * side * side]
    }
  }

  package func write(to fields: inout FieldWriter) throws {
    switch order {
    case .rows: try fields.set(.order, "rows")
    case .columns: try fields.set(.order, "columns")
    case .patches(let side):
      try fields.set(.order, "patches")
      try fields.set(.patch, side)
    }
  }

  init(from fields: FieldReader) throws {
    let words = ["rows", "columns", "patches"]
    let order: String = try fields.value(.order, words.joined(separator: ", ")) { words.contains($0) }
    switch order {
    case "rows": self.init(.rows)
    case "columns": self.init(.columns)
    default:
      self.init(
        .patches(side: try fields.value(.patch, "1 to \(Extent.limit)") { (1...Extent.limit).contains($0) }))
    }
  }
}

extension PictureSequence {
  /// Where the runs of pixels that lie together in the picture begin, in the order of the sequence, and their length.
  package func runs(of picture: Shape) -> (starts: [Int], length: Int) {
    let (channels, height, width) = (picture[0], picture[1], picture[2])
    let plane = height * width
    switch order {
    case .rows:
      return ((0..<height).flatMap { y in (0..<channels).map { $0 * plane + y * width } }, width)
    case .columns:
      let starts = (0..<width).flatMap { x in
        (0..<channels).flatMap { c in (0..<height).map { c * plane + $0 * width + x } }
      }
      return (starts, 1)
    case .patches(let side):
      var starts: [Int] = []
      for top in stride(from: 0, to: height, by: side) {
        for left in stride(from: 0, to: width, by: side) {
          for c in 0..<channels { starts += (0..<side).map { c * plane + (top + $0) * width + left } }
        }
      }
      return (starts, side)
    }
  }
}

extension NodeOperation {
  /// A picture as a sequence.
  public static func sequence(_ order: PictureSequence.Order) -> NodeOperation {
    .sequence(PictureSequence(order))
  }
}
