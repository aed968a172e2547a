/// The extent of a tensor along each of its dimensions, outermost first.
///
/// A network's shapes leave the batch out: an image input is `[C, H, W]`, a vector `[D]`, patches `[T, P]`.
public struct Shape: Hashable, Sendable {
  /// The dimensions, the slowest first.
  public let dimensions: [Int]

  /// Makes a shape; every dimension must be at least one.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 > 0 }, "dimensions must be positive, received \(dimensions)")
    self.dimensions = dimensions
  }

  /// Number of dimensions; zero for a scalar.
  public var rank: Int { dimensions.count }

  /// Number of elements; one for a scalar.
  public var count: Int { dimensions.reduce(1, *) }

  /// The dimension at `index`.
  public subscript(index: Int) -> Int { dimensions[index] }

  /// The same shape with `dimension` put in front, as a batch puts the number of samples.
  package func prepending(_ dimension: Int) -> Shape { Shape([dimension] + dimensions) }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Makes a shape of these dimensions.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// Such as `[3, 28, 28]`.
  public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }
}

extension Shape: Codable {
  /// Reads a list of dimensions.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let dimensions = try container.decode([Int].self)
    guard dimensions.allSatisfy({ $0 > 0 }), Shape.elementCount(dimensions) != nil else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a shape needs positive dimensions, received \(dimensions)")
    }
    self.init(dimensions)
  }

  /// Writes a list of dimensions.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dimensions)
  }

  /// The product of `dimensions`, or nil where it overflows, as it can in a damaged file.
  package static func elementCount(_ dimensions: [Int]) -> Int? {
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }
}
