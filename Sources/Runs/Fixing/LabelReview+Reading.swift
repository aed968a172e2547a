import Foundation
import FoveaDatasets

/// A CSV file by the names of its columns.
struct NamedTable {
  let path: String
  private let header: [String]
  let records: [CSVRecords.Record]

  init(_ path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var bytes = [UInt8](data)[...]
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw FixError.row(path: path, line: 1, expected: "text in UTF-8", received: "other bytes")
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    var records: [CSVRecords.Record]
    do throws(CSVRecords.Fault) {
      records = try CSVRecords.all(bytes)
    } catch {
      throw FixError.row(path: path, line: error.line, expected: error.expected, received: error.received)
    }
    guard let first = records.first else { throw FixError.noFindings(path: path) }
    records.removeFirst()
    let header = first.values.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    if let record = records.first(where: { $0.values.count != header.count }) {
      throw FixError.row(
        path: path, line: record.line, expected: "\(header.count) values as the header has",
        received: "\(record.values.count)")
    }
    self.header = header
    self.records = records
  }

  func has(_ column: String) -> Bool { header.contains(column) }

  /// The value of `column`; empty where the file has no such column.
  func value(_ column: String, of record: CSVRecords.Record) -> String {
    header.firstIndex(of: column).map { record.values[$0] } ?? ""
  }
}

extension LabelReview {
  /// The CSV files of findings that `path` means: itself, or those in a folder of a run, a check or a review.
  static func files(at path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataError.missing(path: path)
    }
    guard isFolder.boolValue else { return [path] }
    let files = ["review.csv", RunFolder.File.labelIssues.rawValue, "findings.csv"].map { path + "/" + $0 }
      .filter { FileManager.default.fileExists(atPath: $0) }
    guard let first = files.first else { throw FixError.noFindings(path: path) }
    // What was reviewed already is not found again.
    return first.hasSuffix("/review.csv") ? [first] : files
  }

  /// Reads what was found, or what was decided of it.
  init(contentsOf path: String) throws {
    var rows: [Row] = []
    for file in try LabelReview.files(at: path) {
      let table = try NamedTable(file)
      let last = rows.last?.item ?? 0
      if table.has("action"), table.has("path") {
        rows += try LabelReview.decided(table)
      } else if table.has("finding"), table.has("path") {
        rows += LabelReview.findings(table, after: last)
      } else if table.has("suggested"), table.has("path") {
        rows += LabelReview.labelIssues(table, after: last)
      } else {
        throw FixError.noFindings(path: file)
      }
    }
    self.init(rows: rows)
  }

  private static func decided(_ table: NamedTable) throws -> [Row] {
    try table.records.enumerated().map { index, record in
      func value(_ column: String) -> String {
        table.value(column, of: record).trimmingCharacters(in: .whitespaces)
      }
      let word = value("action").lowercased()
      let action = Action(rawValue: word)
      guard action != nil || word.isEmpty else {
        throw FixError.row(
          path: table.path, line: record.line,
          expected: "an action of \(Action.allCases.map(\.rawValue).joined(separator: ", ")), or none",
          received: "'\(value("action"))'")
      }
      if action == .relabel, value("new_label").isEmpty {
        throw FixError.row(
          path: table.path, line: record.line, expected: "the new label in the column new_label",
          received: "none")
      }
      return Row(
        item: Int(value("item")) ?? index + 1, path: table.value("path", of: record), label: value("label"),
        action: action, newLabel: value("new_label"), kind: value("kind"), detail: value("detail"))
    }
  }

  /// What a run suspects of its labels: the label that the model gives is suggested.
  private static func labelIssues(_ table: NamedTable, after last: Int) -> [Row] {
    table.records.enumerated().map { index, record in
      func value(_ column: String) -> String { table.value(column, of: record) }
      func percent(_ column: String) -> String {
        Double(value(column)).map { "\(Int(($0 * 100).rounded())) %" } ?? "unknown"
      }
      return Row(
        item: last + index + 1, path: value("path"), label: value("label"), action: nil,
        newLabel: value("suggested"), kind: "label-issue",
        detail:
          "the model gives '\(value("suggested"))' \(percent("suggested_probability")) and '\(value("label"))' \(percent("label_probability"))"
      )
    }
  }

  /// What a check found of single files, with the label that it suggests where it doubts one: what is about the data as a
  /// whole cannot be ticked.
  private static func findings(_ table: NamedTable, after last: Int) -> [Row] {
    table.records.compactMap { record in
      func value(_ column: String) -> String { table.value(column, of: record) }
      guard !value("path").isEmpty else { return nil }
      return Row(
        item: last + (Int(value("finding")) ?? 0), path: value("path"), label: value("label"), action: nil,
        newLabel: value("suggested"), kind: value("kind"), detail: value("detail"))
    }
  }
}
