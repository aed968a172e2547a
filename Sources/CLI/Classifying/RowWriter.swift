import Foundation
import Fovea

/// Writes the rows of `classify` as they come, so that memory stays flat however many there are.
final class RowWriter {
  private let format: ClassifyCommand.Format
  private let topCount: Int
  private let hasSets: Bool
  /// Nil where rows go to standard output.
  private let file: FileDescriptor?
  private let path: String?
  private var buffer = ""

  init(format: ClassifyCommand.Format, output: String?, topCount: Int, hasSets: Bool) throws {
    self.format = format
    self.topCount = topCount
    self.hasSets = hasSets
    path = output
    do throws(SystemFailure) {
      file = try output.map { path throws(SystemFailure) in
        try FileDescriptor(path, flags: O_WRONLY | O_CREAT | O_TRUNC)
      }
    } catch {
      throw FileError.cannotWrite(path: output ?? "", code: error.code)
    }
    if format == .csv {
      var columns = [
        "path", "label", "probability", "second_label", "second_probability", "margin", "error", "note",
      ]
      for rank in 0..<(topCount > 1 ? topCount : 0) {
        columns += ["top\(rank + 1)_label", "top\(rank + 1)_probability"]
      }
      if hasSets { columns.append("prediction_set") }
      buffer += columns.joined(separator: ",") + "\n"
    }
  }

  func write(_ row: ClassifiedRow) throws {
    switch format {
    case .csv: buffer += try csv(row)
    case .jsonl: buffer += try json(row)
    case .table: buffer += table(row)
    }
    // A person watches a terminal; a file is served better by large writes.
    if path == nil || buffer.utf8.count > 1 << 16 { try flush() }
  }

  func finish() throws { try flush() }

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

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    if let file, let path {
      do throws(SystemFailure) {
        try file.append(Array(buffer.utf8))
      } catch {
        throw FileError.cannotWrite(path: path, code: error.code)
      }
    } else {
      Console.write(buffer, to: STDOUT_FILENO)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
