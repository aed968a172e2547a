/// The records of a CSV file, with the line that each begins on: RFC 4180, quotes, doubled quotes and line breaks in
/// quotes included.
///
/// It works on bytes: spaces stay, since a file's name may begin with one, and nothing but CR and LF ends a line.
package struct CSVRecords {
  /// Values of one row.
  package struct Record: Hashable {
    /// From 1.
    package let line: Int
    package let values: [String]
  }

  /// Why the text is no CSV.
  package struct Fault: Error, Hashable {
    package let line: Int
    package let expected: String
    package let received: String
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var line = 1

  /// The records of `bytes`, which are UTF-8, without those of empty lines.
  package static func all(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [Record] {
    var reader = CSVRecords(bytes)
    var records: [Record] = []
    while let record = try reader.next() {
      if record.values.count > 1 || record.values.first?.isEmpty == false { records.append(record) }
    }
    return records
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  private static let quote = UInt8(ascii: "\"")
  private static let (comma, lf, cr) = (UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  private var byte: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func next() throws(Fault) -> Record? {
    guard byte != nil else { return nil }
    let start = line
    var values: [String] = []
    while true {
      values.append(byte == CSVRecords.quote ? try quoted() : plain())
      switch byte {
      case CSVRecords.comma: position += 1
      case CSVRecords.cr, CSVRecords.lf:
        endLine()
        return Record(line: start, values: values)
      default: return Record(line: start, values: values)
      }
    }
  }

  /// Goes behind a line break of one or two bytes.
  private mutating func endLine() {
    let first = byte
    position += 1
    if first == CSVRecords.cr, byte == CSVRecords.lf { position += 1 }
    line += 1
  }

  private mutating func plain() -> String {
    let start = position
    while let byte, byte != CSVRecords.comma, byte != CSVRecords.cr, byte != CSVRecords.lf { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(Fault) -> String {
    let start = line
    var value: [UInt8] = []
    position += 1
    while let byte {
      if byte == CSVRecords.cr || byte == CSVRecords.lf {
        let before = position
        endLine()
        value += bytes[before..<position]
        continue
      }
      position += 1
      guard byte == CSVRecords.quote else {
        value.append(byte)
        continue
      }
      if self.byte == CSVRecords.quote {
        value.append(byte)
        position += 1
        continue
      }
      let rest = plain()
      guard rest.isEmpty else {
        throw Fault(
          line: line, expected: "a comma or the end of the line after a closing quote",
          received: "'\(rest.prefix(40))'")
      }
      return String(decoding: value, as: UTF8.self)
    }
    throw Fault(line: start, expected: "a closing quote for the one of this line", received: "none")
  }
}
