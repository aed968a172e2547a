package import FoveaNetworks

extension SafetensorsTensor {
  /// The elements as `Float`, whichever floating-point type the file has them in.
  ///
  /// F16 and BF16 widen exactly; F64 is rounded to the nearest `Float`. Throws for types that are not floating
  /// point, and for a tensor without elements, which a `Shape` cannot describe.
  package func tensor() throws(InterchangeError) -> Tensor {
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw InterchangeError(.noElements(tensor: name, shape: shape))
    }
    let elements: [Float]
    switch type {
    case .float32:
      elements = converted(from: UInt32.self) { Float(bitPattern: $0) }
    case .float64:
      elements = converted(from: UInt64.self) { Float(Double(bitPattern: $0)) }
    case .bfloat16:
      // A bfloat16 is the upper half of a Float.
      elements = converted(from: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float16:
      elements = converted(from: UInt16.self, Self.widened(half:))
    default:
      throw InterchangeError(.notFloatingPoint(tensor: name, type: type.rawValue))
    }
    return Tensor(Shape(shape), elements)
  }

  /// The value of an IEEE 754 binary16; `Float16` itself does not exist on Intel Macs.
  static func widened(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      // Subnormal: fraction * 2^-24, exact in a Float.
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 0x1f:
      return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default:
      // The biases are 15 and 127.
      return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  private func converted<Bits: FixedWidthInteger>(from: Bits.Type, _ convert: (Bits) -> Float) -> [Float] {
    bytes.withUnsafeBytes { raw in
      let size = MemoryLayout<Bits>.size
      return [Float](unsafeUninitializedCapacity: raw.count / size) { buffer, count in
        for index in 0..<(raw.count / size) {
          let bits = Bits(littleEndian: raw.loadUnaligned(fromByteOffset: index * size, as: Bits.self))
          buffer.initializeElement(at: index, to: convert(bits))
        }
        count = raw.count / size
      }
    }
  }
}
