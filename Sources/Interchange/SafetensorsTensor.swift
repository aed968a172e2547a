package import FoveaNetworks

/// One tensor of a safetensors file.
///
/// The bytes are little-endian elements in row-major order. The shape is plain integers rather than a `Shape`,
/// because the format allows dimensions of zero.
package struct SafetensorsTensor: Hashable, Sendable {
  package let name: String
  package let type: ElementType
  package let shape: [Int]
  package let bytes: [UInt8]

  /// Makes a tensor of raw bytes; there must be `type.size` of them for each element.
  package init(name: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
    precondition(
      shape.allSatisfy { $0 >= 0 }, "tensor '\(name)': dimensions must not be negative, received \(shape)")
    let expected = Shape.elementCount(shape).map { $0 * type.size }
    precondition(
      expected == bytes.count,
      "tensor '\(name)': shape \(shape) of \(type.rawValue) takes \(expected ?? -1) bytes, received \(bytes.count)"
    )
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// Makes an F32 tensor that holds exactly the bits of `tensor`.
  package init(name: String, _ tensor: Tensor) {
    let littleEndian = tensor.elements.map(\.bitPattern.littleEndian)
    self.init(
      name: name, type: .float32, shape: tensor.shape.dimensions,
      bytes: littleEndian.withUnsafeBytes { Array($0) })
  }
}
