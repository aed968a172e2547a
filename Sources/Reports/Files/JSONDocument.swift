import Foundation

/// JSON for people and programs: keys sorted, a line for each value, lists of plain values on one line.
package enum JSONDocument {
  package static func bytes(of value: some Encodable) throws(ReportError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return JSONLayout.pretty([UInt8](try encoder.encode(value)))
    } catch {
      throw .cannotEncode(reason: "\(error)")
    }
  }

  package static func text(of value: some Encodable) throws(ReportError) -> String {
    String(decoding: try bytes(of: value), as: UTF8.self)
  }
}

extension ReportWriter {
  /// Writes `value` as JSON into the file `name`.
  package func write(json value: some Encodable, to name: String) throws(ReportError) {
    try write(try JSONDocument.bytes(of: value), to: name)
  }
}
