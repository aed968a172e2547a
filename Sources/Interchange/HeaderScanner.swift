/// Reads the JSON of a safetensors header, and nothing else that JSON allows.
///
/// The header has a fixed depth of three, so no rule needs recursion and deep nesting is refused at its first
/// bracket. Foundation's parser would drop all but one of two equal keys, which the format forbids.
struct HeaderScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next byte that is not white space, without passing it; nil at the end.
  mutating func peek() -> UInt8? {
    while offset < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[offset]) { offset += 1 }
    return offset < bytes.count ? bytes[offset] : nil
  }

  /// Passes `character` if it comes next.
  mutating func accept(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Passes `character`, which must come next.
  mutating func expect(_ character: Unicode.Scalar) throws(InterchangeError) {
    guard accept(character) else { throw unexpected("'\(character)'") }
  }

  /// Calls `body` for each element between `open` and `close`, separated by commas.
  mutating func elements(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar,
    _ body: (inout HeaderScanner) throws(InterchangeError) -> Void
  ) throws(InterchangeError) {
    try expect(open)
    if accept(close) { return }
    repeat { try body(&self) } while accept(",")
    guard accept(close) else { throw unexpected("',' or '\(close)'") }
  }

  /// Calls `body` with each key of an object, when its value comes next.
  mutating func members(
    _ body: (inout HeaderScanner, String) throws(InterchangeError) -> Void
  ) throws(InterchangeError) {
    try elements("{", "}") { (scanner) throws(InterchangeError) in
      let key = try scanner.string()
      try scanner.expect(":")
      try body(&scanner, key)
    }
  }

  /// A whole number of at least zero, written in plain digits.
  mutating func integer() throws(InterchangeError) -> Int {
    let expected = "a whole number below 2^63"
    guard let first = peek(), Self.digits.contains(first) else { throw unexpected(expected) }
    let start = offset
    var value = 0
    while offset < bytes.count, Self.digits.contains(bytes[offset]) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(bytes[offset] - UInt8(ascii: "0")))
      // JSON allows no leading zeros.
      guard !overflow, !carry, offset == start || first != UInt8(ascii: "0") else {
        throw unexpected(expected)
      }
      value = sum
      offset += 1
    }
    return value
  }

  /// Checks that only the format's padding, spaces, follows.
  mutating func end() throws(InterchangeError) {
    while offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
    guard offset == bytes.count else { throw unexpected("only spaces after the header") }
  }

  /// The error that names what stands at the current place instead of `expected`.
  func unexpected(_ expected: String) -> InterchangeError {
    let received: String
    if offset >= bytes.count {
      received = "the end of the header"
    } else if (0x21...0x7e).contains(bytes[offset]) {
      received = "'\(Unicode.Scalar(bytes[offset]))'"
    } else {
      received = "byte \(bytes[offset])"
    }
    return InterchangeError(.headerSyntax(offset: offset, expected: expected, received: received))
  }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}

extension HeaderScanner {
  /// A text in quotes; escapes are resolved, and bytes that are not UTF-8 are refused.
  mutating func string() throws(InterchangeError) -> String {
    guard accept("\"") else { throw unexpected("'\"'") }
    let start = offset
    var text: [UInt8] = []
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      switch bytes[offset] {
      case 0..<0x20:
        throw unexpected("a character of text")
      case UInt8(ascii: "\\"):
        offset += 1
        try text.append(contentsOf: escape())
      default:
        text.append(bytes[offset])
        offset += 1
      }
    }
    guard offset < bytes.count else { throw unexpected("'\"'") }
    offset += 1
    let string = String(decoding: text, as: UTF8.self)
    // Decoding repairs what is not UTF-8; a difference is a repair.
    guard string.utf8.elementsEqual(text) else { throw InterchangeError(.headerText(offset: start)) }
    return string
  }

  private mutating func escape() throws(InterchangeError) -> [UInt8] {
    let simple: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "n"): "\n",
      UInt8(ascii: "t"): "\t", UInt8(ascii: "r"): "\r", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{c}",
    ]
    if offset < bytes.count, let scalar = simple[bytes[offset]] {
      offset += 1
      return [UInt8(ascii: scalar)]
    }
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "u") else {
      throw unexpected("one of the escapes of JSON")
    }
    offset += 1
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), bytes[offset...].starts(with: "\\u".utf8) {
      offset += 2
      units.append(try codeUnit())
    }
    // Half of a surrogate pair is repaired into U+FFFD, which is then told from a written one.
    let text = String(decoding: units, as: UTF16.self)
    guard text.utf16.elementsEqual(units) else {
      throw unexpected("a whole surrogate pair before this place")
    }
    return Array(text.utf8)
  }

  private mutating func codeUnit() throws(InterchangeError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard offset < bytes.count, let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }
}
