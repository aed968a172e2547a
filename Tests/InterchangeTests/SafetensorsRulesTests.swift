import Testing

@testable import FoveaInterchange

@Suite("A rule of the safetensors format")
struct SafetensorsRulesTests {
  /// A header that breaks one rule, the bytes of data behind it, and the words of the error.
  struct Violation: Sendable, CustomTestStringConvertible {
    let rule: String
    let header: String
    let data: Int
    let words: String

    init(_ rule: String, _ header: String, data: Int = 4, _ words: String) {
      self.rule = rule
      self.header = header
      self.data = data
      self.words = words
    }

    var testDescription: String { rule }
  }

  private static func damaged(_ offset: Int, expected: String, received: String) -> String {
    "the header is damaged at byte \(offset): expected \(expected), received \(received); \(replace)"
  }
  private static let replace = "use an undamaged copy of the file"
  private static let number = "a whole number below 2^63"

  /// The entry of a tensor of four bytes.
  private static func entry(
    _ name: String, type: String = "U8", shape: String = "[4]", _ offsets: String = "[0,4]"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test("is broken, and the error says which and where", arguments: syntax + fields + layout)
  func violation(_ violation: Violation) {
    let bytes = safetensorsBytes(
      header: violation.header, data: Array(repeating: 0, count: violation.data))
    expectProblem("safetensors data: " + violation.words) { _ = try SafetensorsFile(bytes: bytes) }
  }

  static let syntax = [
    Violation("brace first", " {}", damaged(0, expected: "'{'", received: "byte 32")),
    Violation("a header at all", "", damaged(0, expected: "'{'", received: "the end of the header")),
    Violation("an object", "[]", damaged(0, expected: "'{'", received: "'['")),
    Violation("closed", "{", damaged(1, expected: "'\"'", received: "the end of the header")),
    Violation("no comma at the end", "{\(entry("a")),}", damaged(53, expected: "'\"'", received: "'}'")),
    Violation(
      "a comma between entries", "{\(entry("a"))\(entry("b"))}",
      damaged(52, expected: "',' or '}'", received: "'\"'")),
    Violation("a colon", "{\"a\"{}}", damaged(4, expected: "':'", received: "'{'")),
    Violation(
      "spaces after it", "{} \n", damaged(3, expected: "only spaces after the header", received: "byte 10")),
    Violation(
      "one value", "{}{}", damaged(2, expected: "only spaces after the header", received: "'{'")),
    Violation("quotes closed", "{\"a", damaged(3, expected: "'\"'", received: "the end of the header")),
    Violation(
      "no line break in a name", "{\"a\nb\":{}}",
      damaged(3, expected: "a character of text", received: "byte 10")),
    Violation(
      "escapes", "{\"a\\x\":{}}", damaged(4, expected: "one of the escapes of JSON", received: "'x'")),
    Violation(
      "escape digits", "{\"\\u00g0\":{}}", damaged(6, expected: "four hexadecimal digits", received: "'g'")),
    Violation(
      "whole surrogate pairs", "{\"\\ud83dx\":{}}",
      damaged(8, expected: "a whole surrogate pair before this place", received: "'x'")),
    Violation(
      "text as metadata", "{\"__metadata__\":{\"a\":1}}", damaged(21, expected: "'\"'", received: "'1'")),
    Violation(
      "an object of metadata", "{\"__metadata__\":[]}", damaged(16, expected: "'{'", received: "'['")),
    Violation("an object of a tensor", "{\"a\":null}", damaged(5, expected: "'{'", received: "'n'")),
    Violation(
      "no fraction", "{\(entry("a", shape: "[4.0]"))}", damaged(29, expected: "',' or ']'", received: "'.'")),
    Violation("no sign", "{\(entry("a", shape: "[-4]"))}", damaged(28, expected: number, received: "'-'")),
    Violation(
      "no leading zero", "{\(entry("a", shape: "[04]"))}", damaged(29, expected: number, received: "'4'")),
    Violation(
      "countable numbers", "{\(entry("a", shape: "[9223372036854775808]"))}",
      damaged(46, expected: number, received: "'8'")),
    Violation("two offsets", "{\(entry("a", "[4]"))}", damaged(48, expected: "','", received: "']'")),
    Violation(
      "only two offsets", "{\(entry("a", "[0,4,4]"))}", damaged(50, expected: "']'", received: "','")),
  ]

  static let fields = [
    Violation(
      "each name once", "{\(entry("a")),\(entry("a"))}",
      "two entries are named 'a', expected each name once; write the file again with distinct names"),
    Violation(
      "each name once, however it is spelled", "{\(entry("a")),\(entry("\\u0061"))}",
      "two entries are named 'a', expected each name once; write the file again with distinct names"),
    Violation(
      "one metadata", "{\"__metadata__\":{},\"__metadata__\":{}}",
      "two entries are named '__metadata__', expected each name once; "
        + "write the file again with distinct names"),
    Violation(
      "each key of the metadata once", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}",
      "two entries are named 'k', expected each name once; write the file again with distinct names"),
    Violation(
      "each field once", "{\"a\":{\"shape\":[4],\"shape\":[4]}}",
      "tensor 'a' has 'shape' twice, expected it once; \(replace)"),
    Violation(
      "known fields", "{\"a\":{\"strides\":[1]}}",
      "tensor 'a' has a field 'strides', expected only dtype, shape and data_offsets; \(replace)"),
    Violation(
      "a type", "{\"a\":{\"shape\":[4],\"data_offsets\":[0,4]}}",
      "tensor 'a' has no 'dtype', expected dtype, shape and data_offsets; \(replace)"),
    Violation(
      "a shape", "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,4]}}",
      "tensor 'a' has no 'shape', expected dtype, shape and data_offsets; \(replace)"),
    Violation(
      "offsets", "{\"a\":{\"dtype\":\"U8\",\"shape\":[4]}}",
      "tensor 'a' has no 'data_offsets', expected dtype, shape and data_offsets; \(replace)"),
    Violation(
      "a known type", "{\(entry("a", type: "F4"))}",
      "tensor 'a' has an element type that is not supported: expected one of BOOL, U8, I8, F8_E5M2, F8_E4M3, "
        + "I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64, received F4; convert it to F32"),
    Violation(
      "a modest number of dimensions",
      "{\(entry("a", shape: "[4\(String(repeating: ",1", count: 64))]"))}",
      "tensor 'a' has more than 64 dimensions, expected at most 64; \(replace)"),
  ]

  static let layout = [
    Violation(
      "countable bytes", "{\(entry("a", type: "F64", shape: "[1152921504606846976]", "[0,0]"))}",
      "tensor 'a' of shape [1152921504606846976] and type F64 has more bytes than can be counted; \(replace)"),
    Violation(
      "countable elements", "{\(entry("a", shape: "[4294967296,4294967296,0]", "[0,0]"))}",
      "tensor 'a' of shape [4294967296, 4294967296, 0] and type U8 has more bytes than can be counted; "
        + replace),
    Violation(
      "offsets for the shape", "{\(entry("a", shape: "[5]"))}",
      "tensor 'a' of shape [5] and type U8: expected 5 bytes, received the range 0 to 4; \(replace)"),
    Violation(
      "offsets for the type", "{\(entry("a", type: "F32"))}",
      "tensor 'a' of shape [4] and type F32: expected 16 bytes, received the range 0 to 4; \(replace)"),
    Violation(
      "offsets in order", "{\(entry("a", "[4,0]"))}",
      "tensor 'a' of shape [4] and type U8: expected 4 bytes, received the range 4 to 0; \(replace)"),
    Violation(
      "data to the end", "{\(entry("a"))}", data: 3,
      "the file is cut short: expected the data of tensor 'a' up to byte 4, received 3 bytes of data; "
        + "copy the file again"),
    Violation(
      "no overlap", "{\(entry("b", "[2,6]")),\(entry("a"))}", data: 6,
      "tensors overlap: expected 'b' to begin at byte 4, where 'a' ends, received 2; \(replace)"),
    Violation(
      "no tensor twice", "{\(entry("a")),\(entry("b"))}",
      "tensors overlap: expected 'b' to begin at byte 4, where 'a' ends, received 0; \(replace)"),
    Violation(
      "no hole", "{\(entry("a")),\(entry("b", "[5,9]"))}", data: 9,
      "the data has a hole: expected tensor 'b' to begin at byte 4, received 5; \(replace)"),
    Violation(
      "no hole at the start", "{\(entry("a", "[1,5]"))}", data: 5,
      "the data has a hole: expected tensor 'a' to begin at byte 0, received 1; \(replace)"),
    Violation(
      "no hole before an empty tensor", "{\(entry("a", shape: "[0]", "[1,1]"))}", data: 1,
      "the data has a hole: expected tensor 'a' to begin at byte 0, received 1; \(replace)"),
    Violation(
      "nothing after the last tensor", "{\(entry("a"))}", data: 5,
      "the data does not end with the last tensor: expected 4 bytes of data, received 5; \(replace)"),
    Violation(
      "no data without tensors", "{}", data: 1,
      "the data does not end with the last tensor: expected 0 bytes of data, received 1; \(replace)"),
  ]

  @Test("wants UTF-8 in names", arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]] as [[UInt8]])
  func notUTF8(name: [UInt8]) {
    let header = Array("{\"".utf8) + name + Array("\":{}}".utf8)
    expectProblem(
      "safetensors data: the header is damaged: expected UTF-8 in the text at byte 2, received other bytes; "
        + Self.replace
    ) { _ = try SafetensorsFile(bytes: safetensorsBytes(header: header)) }
  }

  @Test("allows tensors without elements anywhere between the others")
  func emptyTensors() throws {
    let header =
      "{\(Self.entry("z", shape: "[0,7]", "[4,4]")),\(Self.entry("a")),\(Self.entry("e", shape: "[0]", "[0,0]"))}"
    let file = try SafetensorsFile(bytes: safetensorsBytes(header: header, data: [1, 2, 3, 4]))
    #expect(file["z"]?.shape == [0, 7])
    #expect(file["e"]?.bytes == [])
    #expect(file["a"]?.bytes == [1, 2, 3, 4])
  }
}
