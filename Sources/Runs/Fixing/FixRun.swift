import Foundation
public import FoveaDatasets
import FoveaFiles
public import FoveaImages
import FoveaReports

/// Brings what a person decided of findings into labels: a page and a list to tick first, then a new manifest.
///
/// Nothing of the data is changed, moved or deleted.
public struct FixRun: Sendable {
  /// The labeled images.
  public let data: String
  /// A run, the folder of a check, or a CSV file of findings or decisions.
  public let source: String
  /// The folder of the page, or the manifest.
  public let output: String
  /// Whether files that are there may be replaced.
  public let overwrites: Bool
  /// Whether labels may be given that no image has.
  public let allowsNewClasses: Bool
  /// What is refused before it is decoded.
  public let limits: DecodingLimits
  /// Which columns of a manifest are read, and what codes mean.
  public var columns = ManifestColumns.standard

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    data: String, source: String, output: String, overwrites: Bool = false, allowsNewClasses: Bool = false,
    limits: DecodingLimits = DecodingLimits()
  ) {
    self.data = data
    self.source = source
    self.output = output
    self.overwrites = overwrites
    self.allowsNewClasses = allowsNewClasses
    self.limits = limits
  }

  /// What was done.
  public enum Outcome: Hashable, Sendable {
    /// A page and a list to tick, of so many findings.
    case review(page: String, list: String, findings: Int)
    /// A manifest, with how many images have another label, were left out, were merged into others, and stay in all.
    case manifest(path: String, relabeled: Int, excluded: Int, merged: Int, images: Int, run: String?)
  }

  /// Begins on a thread of its own.
  public func start() -> Job<Outcome> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  ///
  /// Findings of which nothing is decided become a page and a list; a list with decisions becomes a manifest.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome {
    let review = try LabelReview(contentsOf: source)
    let labeled = try LabeledData(path: data, columns: columns)
    for note in labeled.notes { try monitor.warn(.data(note)) }
    let isManifest = output.lowercased().hasSuffix(".csv")
    if review.isDecided, !isManifest { throw FixError.noManifestName(path: output) }
    if !review.isDecided, isManifest { throw FixError.nothingDecided(path: source) }
    return try review.isDecided ? apply(review, to: labeled) : ask(review, about: labeled, monitor)
  }

  private func refuseExisting(_ path: String) throws {
    if !overwrites, FileManager.default.fileExists(atPath: path) { throw FixError.exists(path: path) }
  }

  /// Writes `review.html` and `review.csv`.
  private func ask(
    _ review: LabelReview, about labeled: LabeledData, _ monitor: RunMonitor
  ) throws -> Outcome {
    let (page, list) = (output + "/review.html", output + "/review.csv")
    for path in [page, list] { try refuseExisting(path) }
    var review = review
    let names = Dictionary(
      labeled.all.map { ($0.name, labeled.classes[$0.label]) }, uniquingKeysWith: { first, _ in first })
    for index in review.rows.indices where review.rows[index].label.isEmpty {
      review.rows[index].label = names[review.rows[index].path] ?? ""
    }
    let samples = Dictionary(labeled.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let writer = try ReportWriter(folder: output)
    let items = Dictionary(grouping: review.rows, by: \.item).sorted { $0.key < $1.key }.map { item, rows in
      ReviewContent.Item(
        number: item, kind: rows[0].kind,
        title: Finding.Kind(rawValue: rows[0].kind)?.title ?? "labels that the model doubts",
        detail: rows[0].detail,
        images: rows.map { .init(path: $0.path, label: $0.label, suggestion: $0.newLabel) })
    }
    try monitor.phase("drawing \(page)") {
      try writer.write(ReviewContent(data: data, classes: labeled.classes, items: items)) { name, side in
        samples[name].flatMap { Thumbnail.file(of: $0, side: side, limits: limits) }
      }
    }
    try review.write(to: list)
    try writer.write(json: Origin(data: data, from: source), to: "review.json")
    return .review(page: page, list: list, findings: review.items)
  }

  /// Writes the manifest.
  private func apply(_ review: LabelReview, to labeled: LabeledData) throws -> Outcome {
    try refuseExisting(output)
    let run = runBehind()
    let fixed = try FixedLabels(
      labeled, review, parts: run.map(FixRun.parts) ?? [:], allowsNewClasses: allowsNewClasses)
    try FileSystem.makeFolder(URL(fileURLWithPath: output).deletingLastPathComponent().path)
    try fixed.write(to: output)
    return .manifest(
      path: output, relabeled: fixed.relabeled, excluded: fixed.excluded, merged: fixed.merged,
      images: fixed.entries.count, run: run)
  }

  /// What a review was made of, so that its decisions keep to the parts of the run.
  private struct Origin: Codable {
    let data: String
    let from: String
  }

  /// The run that the findings are of; nil where they are of a check.
  private func runBehind() -> String? {
    let folder =
      source.lowercased().hasSuffix(".csv")
      ? URL(fileURLWithPath: source).deletingLastPathComponent().path : source
    let origin = FileManager.default.contents(atPath: folder + "/review.json")
      .flatMap { try? JSONDecoder().decode(Origin.self, from: $0) }
    return [origin?.from, folder].compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: RunFolder(existing: $0).path(of: .split))
    }
  }

  /// The part of each file in a run, so that training again holds the same images out.
  private static func parts(of run: String) -> [String: Part] {
    guard let table = try? NamedTable(RunFolder(existing: run).path(of: .split)) else { return [:] }
    var parts: [String: Part] = [:]
    for record in table.records {
      parts[FixedLabels.place(table.value("path", of: record))] = Part(name: table.value("split", of: record))
    }
    return parts
  }
}
