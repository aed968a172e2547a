/// A CSV file that is written row by row and appears, complete, when it is committed.
package final class CSVFile {
  private let file: AtomicFile
  private let columnCount: Int

  /// Starts the file with a row of column names.
  package init(_ path: String, columns: [String]) throws(FileError) {
    file = try AtomicFile(path)
    columnCount = columns.count
    try file.write(CSVRow(columns.map(CSVField.text)).bytes)
  }

  /// Adds a row, which must have a field for each column.
  package func append(_ row: CSVRow) throws(FileError) {
    precondition(
      row.fields.count == columnCount, "expected \(columnCount) fields, received \(row.fields.count)")
    try file.write(row.bytes)
  }

  package func commit() throws(FileError) { try file.commit() }
}
