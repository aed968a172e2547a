import Foundation
import SwiftCSV

/// Manifests: `path,label[,split][,group]` as CSV with a header, or one JSON object a line.
extension LabeledData {
  init(manifest path: String) throws {
    let isCSV = path.lowercased().hasSuffix(".csv")
    guard isCSV || path.lowercased().hasSuffix(".jsonl") || path.lowercased().hasSuffix(".ndjson") else {
      let suffix = URL(fileURLWithPath: path).pathExtension
      throw DataError.unknownLayout(
        path: path, found: suffix.isEmpty ? "a file without extension" : "a .\(suffix) file")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard var text = String(bytes: data, encoding: .utf8) else {
      throw DataError.manifest(path: path, line: 1, expected: "text in UTF-8", received: "other bytes")
    }
    if text.first == "\u{FEFF}" { text.removeFirst() }
    guard text.contains(where: { !$0.isWhitespace }) else { throw DataError.emptyManifest(path: path) }
    let rows = isCSV ? try ManifestRow.csv(text, path: path) : try ManifestRow.jsonLines(text, path: path)
    guard !rows.isEmpty else { throw DataError.emptyManifest(path: path) }

    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var entries: [Entry] = []
    var issues: [SampleIssue] = []
    var seen: [String: (line: Int, label: String)] = [:]
    var notes: [String] = []
    for row in rows {
      let file = row.path.hasPrefix("/") ? row.path : folder + "/" + row.path
      if let first = seen.updateValue((row.line, row.label), forKey: file) {
        guard first.label == row.label else {
          throw DataError.manifest(
            path: path, line: row.line,
            expected: "the label '\(first.label)' of line \(first.line) for \(row.path)",
            received: "'\(row.label)'")
        }
        notes.append("\(path), line \(row.line): \(row.path) is named again and used once")
        continue
      }
      guard access(file, F_OK) == 0 else {
        issues.append(
          SampleIssue(
            path: row.path, kind: .missing,
            reason: "line \(row.line) of the manifest names it, but there is no such file"))
        continue
      }
      entries.append(
        Entry(name: row.path, source: .file(file), label: row.label, part: row.part, group: row.group))
    }
    if entries.isEmpty, let issue = issues.first { throw DataError.strict(issue) }
    try self.init(path: path, entries: entries, issues: issues, notes: notes)
  }
}

/// A row of a manifest, with the line that it stands on.
struct ManifestRow {
  let line: Int
  let path: String
  let label: String
  let part: Part?
  let group: String?

  private init(
    line: Int, fields: [String: String], manifest: String
  ) throws(DataError) {
    guard let path = fields["path"], !path.isEmpty else {
      throw .manifest(path: manifest, line: line, expected: "a path", received: "none")
    }
    guard let label = fields["label"], !label.isEmpty else {
      throw .manifest(path: manifest, line: line, expected: "a label", received: "none")
    }
    var part: Part?
    if let name = fields["split"], !name.isEmpty {
      part = Part(name: name)
      guard part != nil else {
        throw .manifest(
          path: manifest, line: line, expected: "a split of train, val or test", received: "'\(name)'")
      }
    }
    let group = fields["group"].flatMap { $0.isEmpty ? nil : $0 }
    self.line = line
    self.path = path
    self.label = label
    self.part = part
    self.group = group
  }

  static func csv(_ text: String, path: String) throws -> [ManifestRow] {
    let table: EnumeratedCSV
    do {
      table = try EnumeratedCSV(string: text, delimiter: .comma, loadColumns: false)
    } catch {
      throw DataError.manifest(path: path, line: 1, expected: "comma-separated values", received: "\(error)")
    }
    let header = table.header.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    for column in ["path", "label"] where !header.contains(column) {
      throw DataError.manifest(
        path: path, line: 1, expected: "the columns path,label[,split][,group]",
        received: table.header.joined(separator: ","))
    }
    // A quoted value may go over several lines.
    func height(_ values: [String]) -> Int {
      1 + values.reduce(0) { count, value in count + value.count(where: \.isNewline) }
    }
    var rows: [ManifestRow] = []
    var line = 1 + height(table.header)
    for values in table.rows {
      defer { line += height(values) }
      if values.allSatisfy(\.isEmpty) { continue }
      let fields = Dictionary(zip(header, values), uniquingKeysWith: { first, _ in first })
      rows.append(try ManifestRow(line: line, fields: fields, manifest: path))
    }
    return rows
  }

  static func jsonLines(_ text: String, path: String) throws -> [ManifestRow] {
    var rows: [ManifestRow] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      guard let fields = try? JSONDecoder().decode([String: JSONScalar].self, from: Data(line.utf8)) else {
        throw DataError.manifest(
          path: path, line: index + 1, expected: "a JSON object with path and label",
          received: String(line.prefix(80)))
      }
      rows.append(
        try ManifestRow(line: index + 1, fields: fields.compactMapValues(\.text), manifest: path))
    }
    return rows
  }
}

/// A value of a JSON line as text: labels may be numbers.
private struct JSONScalar: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(String.self) {
      text = value
    } else if let value = try? container.decode(Int.self) {
      text = String(value)
    } else {
      text = nil
    }
  }
}
