import FoveaNetworks
import Testing

@testable import FoveaInterchange

@Suite("Elements become Float")
struct FloatConversionTests {
  @Test(
    "from every kind of half-precision number, exactly",
    arguments: [
      (0x0000, 0), (0x8000, -0.0), (0x3c00, 1), (0xc100, -2.5), (0x7bff, 65504), (0x0400, 0x1p-14),
      (0x0001, 0x1p-24), (0x83ff, -0x3ffp-24), (0x7c00, .infinity), (0xfc00, -.infinity),
    ] as [(UInt16, Float)])
  func half(bits: UInt16, value: Float) {
    #expect(SafetensorsTensor.widened(half: bits).bitPattern == value.bitPattern)
  }

  @Test("from a half-precision NaN")
  func halfNaN() {
    #expect(SafetensorsTensor.widened(half: 0x7e01).isNaN)
  }

  @Test("from bfloat16, the upper half of a Float")
  func bfloat16() throws {
    let tensor = SafetensorsTensor(
      name: "x", type: .bfloat16, shape: [3], bytes: [0x80, 0x3f, 0x20, 0xc0, 0x80, 0x7f])
    #expect(try tensor.tensor() == Tensor([3], [1, -2.5, .infinity]))
  }

  @Test("from double precision, to the nearest")
  func double() throws {
    let bytes = withUnsafeBytes(of: (1.0 / 3).bitPattern.littleEndian) { Array($0) }
    let tensor = SafetensorsTensor(name: "x", type: .float64, shape: [1, 1], bytes: bytes)
    #expect(try tensor.tensor() == Tensor([1, 1], [Float(1) / 3]))
  }

  @Test("and back with the same bits, NaN included")
  func bitsStay() throws {
    let elements: [Float] = [0.1, -0.0, .infinity, Float(bitPattern: 0x7fc1_2345), .leastNonzeroMagnitude]
    let stored = SafetensorsTensor(name: "x", Tensor([5], elements))
    #expect(try stored.tensor().elements.map(\.bitPattern) == elements.map(\.bitPattern))
  }

  @Test("but not from whole numbers")
  func integers() {
    let tensor = SafetensorsTensor(
      name: "steps", type: .int64, shape: [], bytes: Array(repeating: 0, count: 8))
    expectProblem(
      "safetensors data: tensor 'steps': expected F32, F16, BF16 or F64, received I64; convert it to F32"
    ) { _ = try tensor.tensor() }
  }

  @Test("but not where there are none")
  func noElements() {
    let tensor = SafetensorsTensor(name: "none", type: .float32, shape: [2, 0], bytes: [])
    expectProblem(
      """
      safetensors data: tensor 'none': expected at least one element, received shape [2, 0]; \
      leave it out or give it elements
      """
    ) { _ = try tensor.tensor() }
  }
}
