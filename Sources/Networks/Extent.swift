/// Height and width: of an image, a kernel, a stride.
///
/// A whole number stands for a square: `let kernelSize: Extent = 3`.
public struct Extent: Hashable, Sendable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Makes an extent of so many rows and columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// A square.
  public init(_ side: Int) { self.init(height: side, width: side) }

  var shorter: Int { min(height, width) }

  /// Whether both sides lie in `range`.
  func lies(in range: ClosedRange<Int>) -> Bool { range.contains(height) && range.contains(width) }

  /// What a kernel of this size covers where its taps lie `dilation` apart.
  func dilated(by dilation: Extent) -> Extent {
    Extent(height: (height - 1) * dilation.height + 1, width: (width - 1) * dilation.width + 1)
  }

  /// The largest side of a kernel, stride or padding: far above any network for images, and small enough that
  /// no product of two overflows.
  static let limit = 1 << 16
}

extension Extent: ExpressibleByIntegerLiteral {
  /// Makes a square.
  public init(integerLiteral side: Int) { self.init(side) }
}

extension Extent: CustomStringConvertible {
  /// Such as `3×3`.
  public var description: String { "\(height)×\(width)" }
}

/// One number for a square, else `[height, width]`.
extension Extent: Codable {
  /// Reads a number for both sides, or `[height, width]`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let side = try? container.decode(Int.self) {
      self.init(side)
      return
    }
    let sides = try container.decode([Int].self)
    guard sides.count == 2 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a number or [height, width], received \(sides)")
    }
    self.init(height: sides[0], width: sides[1])
  }

  /// Writes a number where both sides are equal, else `[height, width]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if height == width { try container.encode(height) } else { try container.encode([height, width]) }
  }
}
