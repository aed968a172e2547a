import Foundation

/// JSON for people and programs: keys sorted, a line for each value, lists of plain values on one line.
package enum JSONDocument {
  package static func bytes(of value: some Encodable) throws(FileError) -> [UInt8] {
    JSONLayout.pretty(try compact(value))
  }

  /// The text of a whole file, with the end of its last line.
  package static func text(of value: some Encodable) throws(FileError) -> String {
    String(decoding: try bytes(of: value), as: UTF8.self)
  }

  /// `value` on one line, without its end.
  package static func line(of value: some Encodable) throws(FileError) -> String {
    String(decoding: try compact(value), as: UTF8.self)
  }

  /// Writes `value` to the file at `path`, which appears whole or not at all.
  package static func write(_ value: some Encodable, to path: String) throws(FileError) {
    try AtomicFile.write(try bytes(of: value), to: path)
  }

  private static func compact(_ value: some Encodable) throws(FileError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value))
    } catch {
      throw .cannotEncode(reason: "\(error)")
    }
  }
}
