import Foundation

/// A row of a manifest, with the line that it stands on.
struct ManifestRow {
  let line: Int
  let path: String
  let label: String
  let part: Part?
  let group: String?
  /// The label as it is written, where that has spaces around it.
  let paddedLabel: String?

  /// - Parameter fields: by what their columns mean.
  private init(
    line: Int, fields: [String: String], names: ManifestColumns, manifest: String
  ) throws(DataError) {
    guard let path = fields["path"], !path.isEmpty else {
      throw .manifest(path: manifest, line: line, expected: "a path", received: "none")
    }
    // For the system a path ends there, so that it would be that of another file.
    guard !path.utf8.contains(0) else {
      throw .manifest(path: manifest, line: line, expected: "a path of text", received: "one with a NUL byte")
    }
    let written = fields["label"] ?? ""
    let code = written.trimmingCharacters(in: .whitespaces)
    guard !code.isEmpty else {
      throw .manifest(path: manifest, line: line, expected: "a label", received: "none")
    }
    guard let label = names.names.isEmpty ? code : names.names[code] else {
      throw .manifest(
        path: manifest, line: line, expected: "a code that has a name: \(names.codes)", received: "'\(code)'")
    }
    var part: Part?
    if let name = fields["split"]?.trimmingCharacters(in: .whitespaces), !name.isEmpty {
      part = Part(name: name)
      guard part != nil else {
        throw .manifest(
          path: manifest, line: line, expected: "a split of train, val or test", received: "'\(name)'")
      }
    }
    let group = fields["group"]?.trimmingCharacters(in: .whitespaces)
    self.line = line
    self.path = path
    self.label = label
    self.part = part
    self.group = group.flatMap { $0.isEmpty ? nil : $0 }
    paddedLabel = code == written ? nil : written
  }

  /// Reads comma-separated values with a header, in UTF-8.
  static func csv(
    _ bytes: ArraySlice<UInt8>, path: String, columns: ManifestColumns
  ) throws(DataError) -> [ManifestRow] {
    let records: [CSVRecords.Record]
    do throws(CSVRecords.Fault) {
      records = try CSVRecords.all(bytes)
    } catch {
      throw .manifest(path: path, line: error.line, expected: error.expected, received: error.received)
    }
    guard let first = records.first else { return [] }
    let header = first.values.map {
      columns.meaning(of: $0.trimmingCharacters(in: .whitespaces), isExact: false)
    }
    for column in ["path", "label"] where !header.contains(column) {
      throw .manifest(
        path: path, line: first.line,
        expected:
          "the columns \(columns.path),\(columns.label)[,split][,group], or others that --path-column and --label-column name",
        received: first.values.joined(separator: ","))
    }
    for column in ["path", "label", "split", "group"] where header.count(where: { $0 == column }) > 1 {
      throw .manifest(
        path: path, line: first.line, expected: "each column once", received: "'\(column)' again")
    }
    var rows: [ManifestRow] = []
    for record in records.dropFirst() {
      if record.values.allSatisfy(\.isEmpty) { continue }
      // A comma in a name would move every value behind it into another column.
      guard record.values.count == header.count else {
        throw .manifest(
          path: path, line: record.line,
          expected: "\(header.count) values as the header has, with quotes around one that has a comma",
          received: "\(record.values.count)")
      }
      var fields: [String: String] = [:]
      for case (let column?, let value) in zip(header, record.values) { fields[column] = value }
      rows.append(try ManifestRow(line: record.line, fields: fields, names: columns, manifest: path))
    }
    return rows
  }

  /// Reads one JSON object a line, in UTF-8; only a line feed ends a line, as other separators may stand in text.
  static func jsonLines(
    _ bytes: ArraySlice<UInt8>, path: String, columns: ManifestColumns
  ) throws(DataError) -> [ManifestRow] {
    var rows: [ManifestRow] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      guard !line.allSatisfy({ [0x20, 0x09, 0x0d].contains($0) }) else { continue }
      guard let values = try? JSONDecoder().decode([String: JSONScalar].self, from: Data(line)) else {
        throw .manifest(
          path: path, line: index + 1, expected: "a JSON object with path and label",
          received: String(decoding: line, as: UTF8.self).prefix(80).description)
      }
      if let key = JSONKeys.repeated(in: line) {
        throw .manifest(
          path: path, line: index + 1, expected: "each key once", received: "'\(key)' again")
      }
      var fields: [String: String] = [:]
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        guard let column = columns.meaning(of: name, isExact: true) else { continue }
        guard let text = value.text(in: column) else {
          throw .manifest(
            path: path, line: index + 1, expected: JSONScalar.expected(in: column), received: value.words)
        }
        fields[column] = text
      }
      rows.append(try ManifestRow(line: index + 1, fields: fields, names: columns, manifest: path))
    }
    return rows
  }
}

/// A value of a JSON line: labels may be numbers.
private enum JSONScalar: Decodable {
  case text(String)
  case whole(Int)
  case fraction(Double)
  case flag(Bool)
  case nothing
  case structure

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .whole(value)
    } else if let value = try? container.decode(Double.self) {
      self = .fraction(value)
    } else {
      self = container.decodeNil() ? .nothing : .structure
    }
  }

  /// The value as text, where `column` takes one of its kind.
  func text(in column: String) -> String? {
    switch self {
    case .text(let value): value
    case .whole(let value): column == "split" ? nil : "\(value)"
    case .flag(let value): column == "label" || column == "group" ? "\(value)" : nil
    // A class or a file of that name would be no more than a misunderstanding; a group is only compared.
    case .fraction(let value): column == "group" ? "\(value)" : nil
    case .nothing: column == "split" || column == "group" ? "" : nil
    case .structure: nil
    }
  }

  static func expected(in column: String) -> String {
    switch column {
    case "path": "a path as text"
    case "label": "a label of text, a whole number, true or false"
    case "split": "a split of train, val or test"
    default: "a group of text or a number"
    }
  }

  /// The value as a message shows what was received.
  var words: String {
    switch self {
    case .text(let value): "'\(value)'"
    case .whole(let value): "\(value)"
    case .fraction(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .nothing: "null"
    case .structure: "a list or an object"
    }
  }
}
