import FoveaEvaluation
import FoveaFiles
import FoveaReports

/// How the rows of a classification are written.
package struct RowFormat: Sendable {
  private let kind: Kind
  private let topCount: Int
  private let hasSets: Bool

  /// For whom the rows are.
  package enum Kind: String, Sendable, CaseIterable {
    /// For people.
    case table
    /// A file of comma-separated values.
    case csv
    /// An object of JSON a line.
    case jsonl

    /// The format that a file of this name is expected to have; nil where its ending says nothing.
    package init?(ending path: String) {
      switch path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased() {
      case "csv": self = .csv
      case "jsonl", "ndjson", "json": self = .jsonl
      default: return nil
      }
    }
  }

  /// - Parameters:
  ///   - topCount: how many classes of each image are named.
  ///   - hasSets: whether there are prediction sets.
  package init(_ kind: Kind, topCount: Int, hasSets: Bool) {
    (self.kind, self.topCount, self.hasSets) = (kind, topCount, hasSets)
  }

  /// The line of column names, with its end; empty where there is none.
  package var header: String {
    guard kind == .csv else { return "" }
    var columns = [
      "path", "label", "probability", "second_label", "second_probability", "margin", "error", "note",
    ]
    for rank in 0..<(topCount > 1 ? topCount : 0) {
      columns += ["top\(rank + 1)_label", "top\(rank + 1)_probability"]
    }
    if hasSets { columns.append("prediction_set") }
    return columns.joined(separator: ",") + "\n"
  }

  /// The line of `row`, with its end.
  package func text(_ row: ClassifiedRow) throws -> String {
    switch kind {
    case .csv: try csv(row)
    case .jsonl: try json(row)
    case .table: table(row)
    }
  }

  private func csv(_ row: ClassifiedRow) throws -> String {
    var fields: [CSVField] = [
      .text(row.path), .text(row.label), .probability(row.probability), .text(row.secondLabel),
      .probability(row.secondProbability), .probability(row.margin), .text(row.error ?? ""),
      .text(row.note ?? ""),
    ]
    for rank in 0..<(topCount > 1 ? topCount : 0) {
      let entry = rank < row.top.count ? row.top[rank] : nil
      fields += [.text(entry?.label ?? ""), .probability(entry?.probability)]
    }
    // A class name may hold any separator, so the names are a JSON list.
    if hasSets { fields.append(.text(try row.set.map { try JSONDocument.line(of: $0) } ?? "")) }
    return String(decoding: CSVRow(fields).bytes, as: UTF8.self)
  }

  private struct Line: Encodable {
    let path: String
    let label: String?
    let probability: Float?
    let secondLabel: String?
    let secondProbability: Float?
    let margin: Float?
    let error: String?
    let note: String?
    let top: [Entry]?
    let set: [String]?

    enum CodingKeys: String, CodingKey {
      case path, label, probability, margin, error, note, top
      case set = "prediction_set"
      case secondLabel = "second_label"
      case secondProbability = "second_probability"
    }

    struct Entry: Encodable {
      let label: String
      let probability: Float
    }
  }

  private func json(_ row: ClassifiedRow) throws -> String {
    let isRead = row.error == nil
    let line = Line(
      path: row.path, label: isRead ? row.label : nil, probability: row.probability,
      secondLabel: isRead ? row.secondLabel : nil, secondProbability: row.secondProbability,
      margin: row.margin, error: row.error, note: row.note,
      top: topCount > 1 && isRead
        ? row.top.map { Line.Entry(label: $0.label, probability: $0.probability) } : nil,
      set: row.set)
    return try JSONDocument.line(of: line) + "\n"
  }

  private func table(_ row: ClassifiedRow) -> String {
    // A tab or a line break in a name must not look like another column or row, nor steer the terminal.
    let path = row.path.printable
    if let error = row.error { return "\(path)\terror\t\(error.printable)\n" }
    var text = "\(path)\t\(row.label.printable)\t\(percent(row.probability))"
    for entry in row.top.dropFirst() { text += "\t\(entry.label.printable) \(percent(entry.probability))" }
    if let set = row.set { text += "\t{\(set.joined(separator: ", ").printable)}" }
    if let note = row.note { text += "\tonly in part: \(note.printable)" }
    return text + "\n"
  }

  private func percent(_ value: Float?) -> String { value.map { fixed(Double($0) * 100, 1) + " %" } ?? "" }
}
