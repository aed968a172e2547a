import Foundation

/// The CSV file that a run adds a row to after each epoch: for others to read at once, on the disk a second later.
package final class HistoryFile {
  package let path: String
  private let columnCount: Int
  private let file: FileDescriptor
  private var synchronized = Date.distantPast

  /// Starts the history of a run, or continues one after its first `keepingRows` rows.
  ///
  /// Rows beyond those, and a row that was cut short when the run was killed, are dropped: the epochs after the
  /// checkpoint are run again. The file is replaced in one step, so the old rows are never at risk.
  package init(_ path: String, columns: [String], keepingRows: Int = 0) throws(FileError) {
    self.path = path
    columnCount = columns.count
    let header = CSVRow(columns.map(CSVField.text)).bytes
    let start = try AtomicFile(path)
    try start.write(
      keepingRows == 0
        ? header : Self.beginning(of: path, header: header, columns: columns, rows: keepingRows))
    try start.commit()
    do throws(SystemFailure) {
      file = try FileDescriptor(path, flags: O_WRONLY | O_APPEND)
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
  }

  /// Adds a row, which must have a field for each column.
  package func append(_ row: CSVRow) throws(FileError) {
    precondition(
      row.fields.count == columnCount, "expected \(columnCount) fields, received \(row.fields.count)")
    do throws(SystemFailure) {
      try file.append(row.bytes)
      // Waiting for the disk takes longer than a short epoch.
      guard Date().timeIntervalSince(synchronized) >= 1 else { return }
      try file.synchronize()
      synchronized = Date()
    } catch {
      throw .cannotWrite(path: path, code: error.code)
    }
  }

  deinit { try? file.synchronize() }

  /// The bytes of the header and the first `rows` rows of the file.
  private static func beginning(
    of path: String, header: [UInt8], columns: [String], rows: Int
  ) throws(FileError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      bytes = try FileDescriptor(path, flags: O_RDONLY).readAll()
    } catch {
      throw .cannotRead(path: path, code: error.code)
    }
    guard bytes.starts(with: header) else {
      let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      throw .historyColumns(path: path, expected: columns, received: String(decoding: line, as: UTF8.self))
    }
    var end = header.count
    var isQuoted = false
    var complete = 0
    for index in header.count..<bytes.count where complete < rows {
      if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[index] == UInt8(ascii: "\n"), !isQuoted {
        complete += 1
        end = index + 1
      }
    }
    guard complete == rows else { throw .historyRows(path: path, expected: rows, received: complete) }
    return Array(bytes[..<end])
  }
}
