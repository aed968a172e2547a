import Foundation
import FoveaDatasets
import FoveaFiles

/// Labeled images after what a person decided of some of them.
struct FixedLabels {
  /// A row of the manifest.
  struct Entry {
    let file: String
    let label: String
    let part: Part?
    let group: String?
  }

  private(set) var entries: [Entry] = []
  private(set) var relabeled = 0
  private(set) var excluded = 0
  private(set) var merged = 0

  /// What becomes of one file.
  private enum Fate: Hashable {
    case label(String)
    case excluded
    /// Another image of the same finding stays in its place.
    case merged

    var word: String {
      switch self {
      case .label(let label): "relabel to \(label)"
      case .excluded: "exclude"
      case .merged: "merge"
      }
    }
  }

  /// - Parameters:
  ///   - parts: the part of files that the data itself puts into none, by their place.
  ///   - allowsNewClasses: whether labels may be given that no image has.
  init(
    _ data: LabeledData, _ review: LabelReview, parts: [String: Part], allowsNewClasses: Bool
  ) throws {
    var files: [String: String] = [:]
    for sample in data.all {
      guard case .file(let path) = sample.source else { throw FixError.noFiles(data: data.path) }
      files[sample.name] = FixedLabels.place(path)
    }
    let known = Set(files.values)
    func file(_ name: String) throws -> String {
      if let file = files[name] { return file }
      let place = FixedLabels.place(name)
      guard known.contains(place) else { throw FixError.unknownImage(path: name, data: data.path) }
      return place
    }
    let fates = try FixedLabels.fates(
      review, classes: allowsNewClasses ? nil : Set(data.classes), known: data.classes, file)
    for placed in data.placed {
      guard case .file(let path) = placed.sample.source else { continue }
      let place = FixedLabels.place(path)
      var label = data.classes[placed.sample.label]
      switch fates[place] {
      case .excluded?: excluded += 1
      case .merged?: merged += 1
      case .label(let other)?:
        if other != label { relabeled += 1 }
        label = other
        fallthrough
      case nil:
        entries.append(
          Entry(file: place, label: label, part: placed.part ?? parts[place], group: placed.sample.group))
      }
    }
    let left = Set(entries.map(\.label))
    // That the last image of a class gets another label is a decision; that it is left out is a mistake.
    let renamed = fates.values.contains { if case .label = $0 { true } else { false } }
    if let gone = data.classes.first(where: { !left.contains($0) }), !renamed {
      throw FixError.emptyClass(gone)
    }
  }

  private static func fates(
    _ review: LabelReview, classes: Set<String>?, known: [String], _ file: (String) throws -> String
  ) throws -> [String: Fate] {
    var fates: [String: Fate] = [:]
    func decide(_ path: String, _ fate: Fate) throws {
      let place = try file(path)
      // Whoever leaves an image out, does so also where a copy of it stays.
      if let other = fates[place], other != fate, other != .merged || fate != .excluded {
        if other == .excluded, fate == .merged { return }
        throw FixError.contradiction(path: path, first: other.word, second: fate.word)
      }
      fates[place] = fate
    }
    for row in review.rows {
      switch row.action {
      case .relabel?:
        if let classes, !classes.contains(row.newLabel) {
          throw FixError.unknownLabel(row.newLabel, path: row.path, known: known)
        }
        try decide(row.path, .label(row.newLabel))
      case .exclude?: try decide(row.path, .excluded)
      case .keep?, .merge?, nil: break
      }
    }
    let merges = Dictionary(grouping: review.rows.filter { $0.action == .merge }, by: \.item)
    for (_, rows) in merges.sorted(by: { $0.key < $1.key }) {
      guard rows.count > 1 else { throw FixError.lonelyMerge(path: rows[0].path) }
      // The first that is not left out elsewhere stays.
      let keeper = try rows.firstIndex { row in
        let fate = fates[try file(row.path)]
        return fate != .excluded && fate != .merged
      }
      for (index, row) in rows.enumerated() where index != keeper { try decide(row.path, .merged) }
    }
    return fates
  }

  /// The path of a file from the root, without what leads nowhere else.
  static func place(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  /// Writes the manifest; paths begin at its folder where the images lie below it.
  func write(to path: String) throws(FileError) {
    let folder = FixedLabels.place(URL(fileURLWithPath: path).deletingLastPathComponent().path) + "/"
    let hasParts = entries.contains { $0.part != nil }
    let hasGroups = entries.contains { $0.group != nil }
    let file = try CSVFile(
      path, columns: ["path", "label"] + (hasParts ? ["split"] : []) + (hasGroups ? ["group"] : []))
    for entry in entries {
      let name = entry.file.hasPrefix(folder) ? String(entry.file.dropFirst(folder.count)) : entry.file
      try file.append(
        CSVRow(
          [.text(name), .text(entry.label)] + (hasParts ? [.text(entry.part?.rawValue ?? "")] : [])
            + (hasGroups ? [.text(entry.group ?? "")] : [])))
    }
    try file.commit()
  }
}
