import FoveaNetworks
import Testing

@testable import FoveaInterchange

@Suite("A damaged or hostile file")
struct SafetensorsHostileTests {
  private static let file: [UInt8] = {
    let tensors = [
      SafetensorsTensor(name: "a.weight", Tensor([2, 2], [1, 2, 3, 4])),
      SafetensorsTensor(name: "a.bias", Tensor([2], [5, 6])),
    ]
    return (try? SafetensorsFile(tensors: tensors, metadata: ["fovea": "{\"mean\":0.485}"]).sealed().bytes())
      ?? []
  }()

  @Test("is refused, cut at any length")
  func cut() {
    #expect(Self.file.count == 280)
    for length in Self.file.indices {
      let error = #expect(throws: InterchangeError.self, "cut at \(length)") {
        try SafetensorsFile(bytes: Array(Self.file.prefix(length)))
      }
      #expect(error?.description.contains("expected") == true, "cut at \(length)")
    }
  }

  @Test("is refused or found by its seal, whichever bit is flipped", arguments: 0..<8)
  func flipped(bit: Int) {
    for index in Self.file.indices {
      var bytes = Self.file
      bytes[index] ^= 1 << bit
      #expect(throws: InterchangeError.self, "byte \(index), bit \(bit)") {
        try SafetensorsFile(bytes: bytes).checkSeal()
      }
    }
  }

  @Test("is refused where a byte of the header is a character that means something to JSON")
  func replaced() {
    for index in 8..<256 {
      for value in Array("{}[],:\"\\ 019u-.".utf8) + [0, 0x0a, 0x80, 0xff] where value != Self.file[index] {
        var bytes = Self.file
        bytes[index] = value
        #expect(throws: InterchangeError.self, "byte \(index) as \(value)") {
          try SafetensorsFile(bytes: bytes).checkSeal()
        }
      }
    }
  }

  @Test("claims a header of 2^63 bytes, and nothing is allocated for it")
  func hugeHeader() {
    expectProblem(
      """
      safetensors data: not a safetensors file: expected a header of at most 100000000 bytes, \
      received a length of 9223372036854775808; check that this is the file you meant
      """
    ) { _ = try SafetensorsFile(bytes: [0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b]) }
  }

  @Test("claims the longest header that is allowed, and has less")
  func longHeader() {
    let length = withUnsafeBytes(of: UInt64(100_000_000).littleEndian) { Array($0) }
    expectProblem(
      """
      safetensors data: the file is cut short: expected a header of 100000000 bytes, received 2; \
      copy the file again
      """
    ) { _ = try SafetensorsFile(bytes: length + Array("{}".utf8)) }
  }

  @Test("has fewer bytes than a length", arguments: 0..<8)
  func short(count: Int) {
    expectProblem(
      """
      safetensors data: not a safetensors file: expected at least 8 bytes, received \(count); \
      copy the file again
      """
    ) { _ = try SafetensorsFile(bytes: Array(repeating: 0, count: count)) }
  }

  @Test("claims a tensor of an exabyte, and nothing is allocated for it")
  func hugeTensor() {
    let header =
      #"{"a":{"dtype":"U8","shape":[1152921504606846976],"data_offsets":[0,1152921504606846976]}}"#
    expectProblem(
      """
      safetensors data: the file is cut short: expected the data of tensor 'a' up to byte 1152921504606846976, \
      received 0 bytes of data; copy the file again
      """
    ) { _ = try SafetensorsFile(bytes: safetensorsBytes(header: header)) }
  }

  @Test(
    "nests brackets ten thousand deep, and is refused at the first",
    arguments: ["{\"a\":", "{\"__metadata__\":{\"a\":", "{\"a\":{\"shape\":["])
  func deepNesting(start: String) throws {
    let header = start + String(repeating: "[", count: 10_000)
    let error = try #require(throws: InterchangeError.self) {
      try SafetensorsFile(bytes: safetensorsBytes(header: header))
    }
    guard case .headerSyntax(let offset, _, let received) = error.problem else {
      Issue.record("received \(error)")
      return
    }
    #expect(offset == start.utf8.count)
    #expect(received == "'['")
  }
}
