import FoveaNetworks
import Testing

@testable import FoveaInterchange

@Suite("A safetensors file")
struct SafetensorsFileTests {
  private let weight = SafetensorsTensor(name: "a.weight", Tensor([1, 2], [1, -2]))
  private let bias = SafetensorsTensor(name: "a.bias", Tensor([1], [0.5]))

  @Test("is these bytes, to the last one")
  func exactBytes() throws {
    let flag = SafetensorsTensor(name: "flag", type: .bool, shape: [], bytes: [1])
    let file = try SafetensorsFile(tensors: [flag, weight, bias], metadata: ["key": "v\"\n"])
    let header =
      #"{"__metadata__":{"key":"v\"\n"},"#
      + #""a.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""a.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},"#
      + #""flag":{"dtype":"BOOL","shape":[],"data_offsets":[12,13]}}     "#
    let data: [UInt8] = [0, 0, 0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1]
    #expect(try file.bytes() == [216, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + data)
  }

  @Test("without content is an empty header, padded to 8 bytes")
  func emptyFile() throws {
    let bytes = try SafetensorsFile(tensors: []).bytes()
    #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try SafetensorsFile(bytes: bytes).tensors.isEmpty)
  }

  @Test("has the same bytes whatever order its tensors came in")
  func orderIsOfTheContent() throws {
    let ordered = try SafetensorsFile(tensors: [bias, weight], metadata: ["b": "2", "a": "1"])
    let reversed = try SafetensorsFile(tensors: [weight, bias], metadata: ["a": "1", "b": "2"])
    #expect(ordered == reversed)
    #expect(try ordered.bytes() == reversed.bytes())
    #expect(ordered.tensors.map(\.name) == ["a.bias", "a.weight"])
  }

  @Test("reads back as what was written", arguments: ElementType.allCases)
  func roundTrip(type: ElementType) throws {
    let tensors = [
      SafetensorsTensor(
        name: "six", type: type, shape: [2, 3], bytes: (0..<(6 * type.size)).map { UInt8($0 * 5) }),
      SafetensorsTensor(
        name: "scalar", type: type, shape: [], bytes: Array(repeating: 9, count: type.size)),
      SafetensorsTensor(name: "none", type: type, shape: [4, 0], bytes: []),
      SafetensorsTensor(name: "tab\tquote\"猫\u{1}", type: .uint8, shape: [1], bytes: [3]),
    ]
    let file = try SafetensorsFile(tensors: tensors, metadata: ["ключ": "\\ / \u{0}\u{7f}🐈"])
    #expect(try SafetensorsFile(bytes: file.bytes()) == file)
  }

  @Test("accepts white space and escapes wherever JSON does")
  func otherSpelling() throws {
    let header =
      "{ \"\\u0061\\ud83d\\ude00\\/\" :\t{\"data_offsets\":[ 0 , 2 ],\n\"dtype\":\"U8\", \"shape\" : [2 ]\r} }   "
    let file = try SafetensorsFile(bytes: safetensorsBytes(header: header, data: [4, 5]))
    #expect(file["a😀/"]?.bytes == [4, 5])
  }

  @Test("puts wide elements first, so that each tensor is aligned to its elements")
  func alignment() throws {
    let tensors = ElementType.allCases.map {
      SafetensorsTensor(
        name: $0.rawValue, type: $0, shape: [3], bytes: Array(repeating: 0, count: 3 * $0.size))
    }
    let bytes = try SafetensorsFile(tensors: tensors).bytes()
    let length = try SafetensorsHeader.length(prefix: bytes, fileSize: bytes.count)
    let header = try SafetensorsHeader(
      json: Array(bytes[8..<(8 + length)]), dataSize: bytes.count - 8 - length)
    #expect((8 + length) % 8 == 0)
    #expect(header.entries.allSatisfy { $0.range.lowerBound % $0.type.size == 0 })
  }

  @Test("gives a tensor of the shape that is asked for, and says which it has otherwise")
  func requests() throws {
    let file = try SafetensorsFile(tensors: [weight, bias])
    #expect(try file.tensor("a.weight", shape: [1, 2]) == Tensor([1, 2], [1, -2]))
    expectProblem(
      """
      safetensors data: expected a tensor 'b.weight', received 2 tensors without it; \
      check that the file belongs to this network
      """
    ) { _ = try file.tensor("b.weight", shape: [1, 2]) }
    expectProblem(
      """
      safetensors data: tensor 'a.weight': expected shape [2, 1], received [1, 2]; \
      check that the file belongs to this network
      """
    ) { _ = try file.tensor("a.weight", shape: [2, 1]) }
  }

  @Test("refuses two tensors of one name, and the name of the metadata")
  func names() {
    expectProblem(
      """
      safetensors data: two entries are named 'a.bias', expected each name once; \
      write the file again with distinct names
      """
    ) { _ = try SafetensorsFile(tensors: [bias, weight, bias]) }
    let reserved = SafetensorsTensor(name: "__metadata__", type: .uint8, shape: [1], bytes: [0])
    expectProblem(
      """
      safetensors data: '__metadata__' is reserved by the format, expected another tensor name; \
      rename the tensor
      """
    ) { _ = try SafetensorsFile(tensors: [reserved]) }
  }

  @Test("refuses to write a header that no reader would take")
  func longHeader() throws {
    let file = try SafetensorsFile(tensors: [], metadata: ["a": String(repeating: "x", count: 64)])
    expectProblem(
      """
      safetensors data: expected a header of at most 80 bytes, received one of 96; \
      write fewer tensors or less metadata
      """
    ) { _ = try file.head(limit: 80) }
    #expect(try file.head(limit: 96).count == 8 + 96)
  }
}

/// Runs `body`, which must throw an `InterchangeError` with exactly these words.
func expectProblem(
  _ words: String, _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = #expect(throws: InterchangeError.self, sourceLocation: sourceLocation) { try body() }
  #expect(error?.description == words, sourceLocation: sourceLocation)
}
