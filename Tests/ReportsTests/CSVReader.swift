/// Reads CSV by RFC 4180, as the other side of what is written.
struct CSVReader {
  static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      switch (byte, isQuoted) {
      case (UInt8(ascii: "\""), true) where bytes.first == UInt8(ascii: "\""):
        field.append(byte)
        bytes.removeFirst()
      case (UInt8(ascii: "\""), _):
        isQuoted.toggle()
      case (UInt8(ascii: ","), false):
        record.append(String(decoding: field, as: UTF8.self))
        field = []
      case (UInt8(ascii: "\n"), false):
        record.append(String(decoding: field, as: UTF8.self))
        records.append(record)
        (record, field) = ([], [])
      default:
        field.append(byte)
      }
    }
    return records
  }
}
