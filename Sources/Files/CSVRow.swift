/// A value in a row of a CSV file.
package enum CSVField: Hashable, Sendable {
  case text(String)
  case integer(Int)
  /// A number, or an empty field where it is undefined.
  case number(Double?)
  /// A probability, or an empty field where there is none.
  case probability(Float?)
  case flag(Bool)

  /// The field before quoting; numbers are in the shortest form that reads back as the same number.
  fileprivate var text: String {
    switch self {
    case .text(let text): text
    case .integer(let value): String(value)
    case .number(let value): value.map { "\($0)" } ?? ""
    case .probability(let value): value.map { "\($0)" } ?? ""
    case .flag(let value): value ? "true" : "false"
    }
  }
}

/// A row of a CSV file.
///
/// Quoting is that of RFC 4180: a field with a comma, a quote or a line break is put in quotes, and its quotes are
/// doubled. Rows end in a line feed, which every reader takes and Unix tools expect. Text is written as it is, so a
/// name that starts with `=` stays one; a spreadsheet may take it for a formula, so import such a column as text.
package struct CSVRow: Hashable, Sendable, ExpressibleByArrayLiteral {
  package var fields: [CSVField]

  package init(_ fields: [CSVField]) { self.fields = fields }
  package init(arrayLiteral fields: CSVField...) { self.init(fields) }

  /// The row as text, without its line end.
  package var text: String { String(decoding: bytes.dropLast(), as: UTF8.self) }

  /// The row as UTF-8, with its line end.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(Self.comma) }
      Self.append(field.text, to: &bytes)
    }
    bytes.append(Self.lineFeed)
    return bytes
  }

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    // Bytes, not characters: "\r\n" is one character that equals neither of its halves.
    guard text.utf8.contains(where: { $0 == quote || $0 == comma || $0 == lineFeed || $0 == carriageReturn })
    else {
      bytes += text.utf8
      return
    }
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
