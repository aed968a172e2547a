import FoveaInterchange
import FoveaNetworks

/// Files of weights.
struct SafetensorsTarget: FuzzTarget {
  func seeds() throws -> [[UInt8]] {
    let every = ElementType.allCases.map {
      SafetensorsTensor(
        name: "layer.\($0.rawValue)", type: $0, shape: [2, 1],
        bytes: (0..<2 * $0.size).map { UInt8(truncatingIfNeeded: $0 * 37) }
      )
    }
    let empty = SafetensorsTensor(name: "", type: .float32, shape: [3, 0], bytes: [])
    let scalar = SafetensorsTensor(
      name: "\"ä\u{1F600}\n", type: .float64, shape: [], bytes: [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    let escaped =
      #"{"__metadata__":{"\u00e4\/\b":"\ud83d\ude00"},"a":{"data_offsets":[0,1],"shape":[],"dtype":"U8"}}"#
    return [
      try SafetensorsFile(tensors: []).bytes(), try SafetensorsFile(tensors: every).bytes(),
      try SafetensorsFile(tensors: [empty, scalar], metadata: ["format": "pt", "": "\u{0}"]).bytes(),
      UInt64(escaped.utf8.count).littleEndianBytes + Array(escaped.utf8) + [7],
    ]
  }

  var dictionary: [String] {
    ElementType.allCases.map { "\"\($0.rawValue)\"" } + [
      "\"__metadata__\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\\ud83d", "\\ude00", "\\u0000",
      "18446744073709551615", "9223372036854775807", "4294967296",
    ]
  }

  func test(_ bytes: [UInt8]) {
    let file: SafetensorsFile
    do throws(InterchangeError) {
      file = try SafetensorsFile(bytes: bytes)
    } catch {
      require(!"\(error)".isEmpty, "an error has words")
      return
    }
    for tensor in file.tensors {
      if let values = try? tensor.tensor() {
        require(values.elements.count * tensor.type.size == tensor.bytes.count, "each element has a value")
      }
    }
    let written = requireValue("what was read can be written") { try file.bytes() }
    let again = requireValue("what was written can be read") { try SafetensorsFile(bytes: written) }
    require(again == file, "what was written reads the same")
    require(
      requireValue("it can be written again") { try again.bytes() } == written, "one content has one form")
  }

  /// The length of the header: up to the last brace.
  func repair(_ bytes: inout [UInt8]) {
    guard bytes.count > 8, let end = bytes.lastIndex(of: UInt8(ascii: "}")), end >= 8 else { return }
    bytes.replaceSubrange(0..<8, with: UInt64(end - 7).littleEndianBytes)
  }
}
