import Foundation

/// Manifests: `path,label[,split][,group]` as CSV with a header, or one JSON object a line; `ManifestColumns` names others.
///
/// A path is taken byte by byte, so that a space at its beginning and a letter in one or two code points make another
/// file. Spaces around labels, splits and groups are left out.
extension LabeledData {
  init(manifest path: String, columns: ManifestColumns) throws {
    let isCSV = path.lowercased().hasSuffix(".csv")
    guard isCSV || path.lowercased().hasSuffix(".jsonl") || path.lowercased().hasSuffix(".ndjson") else {
      let suffix = URL(fileURLWithPath: path).pathExtension
      throw DataError.unknownLayout(
        path: path, found: suffix.isEmpty ? "a file without extension" : "a .\(suffix) file")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var bytes = [UInt8](data)[...]
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw DataError.manifest(path: path, line: 1, expected: "text in UTF-8", received: "other bytes")
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    let rows =
      isCSV
      ? try ManifestRow.csv(bytes, path: path, columns: columns)
      : try ManifestRow.jsonLines(bytes, path: path, columns: columns)
    guard let first = rows.first else { throw DataError.emptyManifest(path: path) }

    var files = ManifestFiles(manifest: path)
    for row in rows { try files.add(row) }
    guard !files.entries.isEmpty else {
      throw DataError.manifest(
        path: path, line: first.line, expected: "a file in \(files.folder)",
        received: "'\(first.path)', which is not there, and neither is that of any other row")
    }
    try self.init(path: path, entries: files.entries, issues: files.issues, notes: files.notes)
  }
}

/// The files that the rows of a manifest name.
private struct ManifestFiles {
  let folder: String
  private let manifest: String
  private(set) var entries: [LabeledData.Entry] = []
  private(set) var issues: [SampleIssue] = []
  private var repeated: [String] = []
  /// Rows by the bytes of their path: text would take two ways to write a letter for one.
  private var seen: [[UInt8]: (line: Int, label: String)] = [:]
  private var padded: [(line: Int, label: String)] = []
  private var withBackslash: [(line: Int, path: String)] = []

  init(manifest: String) {
    self.manifest = manifest
    folder = URL(fileURLWithPath: manifest).deletingLastPathComponent().path
  }

  mutating func add(_ row: ManifestRow) throws(DataError) {
    if let label = row.paddedLabel { padded.append((row.line, label)) }
    var name = row.path
    var file = place(of: name)
    var isThere = access(file, F_OK) == 0
    if !isThere, name.contains("\\") {
      let other = name.replacing("\\", with: "/")
      if access(place(of: other), F_OK) == 0 {
        withBackslash.append((row.line, name))
        (name, file, isThere) = (other, place(of: other), true)
      }
    }
    if let first = seen.updateValue((row.line, row.label), forKey: ManifestFiles.key(file)) {
      guard first.label == row.label else {
        throw .manifest(
          path: manifest, line: row.line,
          expected: "the label '\(first.label)' of line \(first.line) for \(row.path)",
          received: "'\(row.label)'")
      }
      repeated.append("\(manifest), line \(row.line): \(row.path) is named again and used once")
      return
    }
    guard isThere else {
      let trimmed = name.trimmingCharacters(in: .whitespaces)
      let hint =
        trimmed != name && access(place(of: trimmed), F_OK) == 0
        ? "; without the spaces around it there is '\(trimmed)'" : ""
      issues.append(
        SampleIssue(
          path: row.path, kind: .missing,
          reason: "line \(row.line) of the manifest names it, but there is no such file\(hint)"))
      return
    }
    entries.append(
      LabeledData.Entry(
        name: name, source: .file(file), label: row.label, part: row.part, group: row.group))
  }

  var notes: [String] {
    var notes = repeated
    if let first = padded.first {
      notes.append(
        "\(manifest), line \(first.line): the label '\(first.label)' is used without the spaces around it\(more(padded.count))"
      )
    }
    if let first = withBackslash.first {
      notes.append(
        "\(manifest), line \(first.line): \(first.path) is read with / in place of \\\(more(withBackslash.count))"
      )
    }
    return notes
  }

  private func more(_ count: Int) -> String {
    switch count {
    case ...1: ""
    case 2: ", and so is that of another line"
    default: ", and so are those of \(count - 1) other lines"
    }
  }

  private func place(of path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

  /// The bytes of a path without what changes nothing: empty components and those of one dot.
  private static func key(_ path: String) -> [UInt8] {
    let parts = Array(path.utf8).split(separator: UInt8(ascii: "/")).filter { $0 != [UInt8(ascii: ".")] }
    return Array(parts.joined(separator: [UInt8(ascii: "/")]))
  }
}
