/// What lies around an image where a kernel reaches over its border: zeros, or nothing at all for a maximum.
public enum Padding: Hashable, Sendable {
  /// None: the kernel stays inside.
  case valid
  /// As much as makes the output ⌈input / stride⌉, an odd pixel at the bottom and right.
  ///
  /// TensorFlow's `SAME` and ONNX's `SAME_UPPER`.
  case same
  /// So many pixels on each side.
  case explicit(top: Int, left: Int, bottom: Int, right: Int)

  /// `amount` pixels on every side, PyTorch's `padding=amount`.
  public static func symmetric(_ amount: Int) -> Padding {
    .explicit(top: amount, left: amount, bottom: amount, right: amount)
  }

  /// The pixels on each side for an `input` under a kernel.
  package func amounts(
    input: Extent, kernel: Extent, stride: Extent, dilation: Extent
  ) -> (top: Int, left: Int, bottom: Int, right: Int) {
    switch self {
    case .valid: return (0, 0, 0, 0)
    case .explicit(let top, let left, let bottom, let right): return (top, left, bottom, right)
    case .same:
      let reach = kernel.dilated(by: dilation)
      func total(_ input: Int, _ reach: Int, _ stride: Int) -> Int {
        let outputs = (input + stride - 1) / stride
        return max(0, (outputs - 1) * stride + reach - input)
      }
      let vertical = total(input.height, reach.height, stride.height)
      let horizontal = total(input.width, reach.width, stride.width)
      return (
        vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2
      )
    }
  }

  /// Whether every explicit amount lies in `range`.
  func lies(in range: ClosedRange<Int>) -> Bool {
    guard case .explicit(let top, let left, let bottom, let right) = self else { return true }
    return [top, left, bottom, right].allSatisfy(range.contains)
  }

  /// The output's extent of a kernel that slides over an image, or nil where not even one window fits.
  ///
  /// - Formula: ⌊(input + padding − reach) / stride⌋ + 1 along each side.
  func output(input: Extent, kernel: Extent, stride: Extent, dilation: Extent) -> Extent? {
    let padding = amounts(input: input, kernel: kernel, stride: stride, dilation: dilation)
    let reach = kernel.dilated(by: dilation)
    let room = Extent(
      height: input.height + padding.top + padding.bottom - reach.height,
      width: input.width + padding.left + padding.right - reach.width)
    guard room.height >= 0, room.width >= 0 else { return nil }
    return Extent(height: room.height / stride.height + 1, width: room.width / stride.width + 1)
  }
}

/// The word `valid` or `same`, or `[top, left, bottom, right]`.
extension Padding: Codable {
  /// Reads `valid`, `same` or `[top, left, bottom, right]`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let word = try? container.decode(String.self) {
      switch word {
      case "valid": self = .valid
      case "same": self = .same
      default:
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "expected valid, same or four numbers, received \(word)")
      }
      return
    }
    let sides = try container.decode([Int].self)
    guard sides.count == 4 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected [top, left, bottom, right], received \(sides)")
    }
    self = .explicit(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
  }

  /// Writes `valid`, `same` or `[top, left, bottom, right]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .valid: try container.encode("valid")
    case .same: try container.encode("same")
    case .explicit(let top, let left, let bottom, let right):
      try container.encode([top, left, bottom, right])
    }
  }
}
