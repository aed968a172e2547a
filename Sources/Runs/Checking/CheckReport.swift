package import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaReports

/// What `check` found, in each of the forms that it is given in.
public struct CheckReport: Sendable {
  let data: LabeledData
  package let check: DataCheck
  /// Which of the images a model was trained on; nil where nobody asked.
  var trained: TrainedImages?
  /// How features were compared; nil where nobody asked.
  var features: FeatureCheck.Summary?
  var limits = DecodingLimits()

  /// Files of a finding that are named on the terminal, and findings of a kind.
  private static let (shownPaths, shownFindings) = (3, 5)
  /// Kinds of findings that are named where nobody asked for a check.
  private static let advisedKinds = 3

  /// Three lines: files, pictures, findings; and one of the model where there is one.
  var summary: [String] {
    let files = check.files
    var lines = [
      "\(Sentence.count(files.listed, "file")) listed: \(files.whole) read, \(files.recovered) recovered, \(files.failed) failed"
    ]
    if let low = check.widths.first, let high = check.widths.last, check.widths.count == 3 {
      let formats = check.formats.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      lines.append(
        "\(formats); width \(low) to \(high), median \(check.widths[1]); height \(check.heights[0]) to \(check.heights[2]), median \(check.heights[1])"
      )
    }
    let serious = check.findings.count { $0.kind.isSerious }
    lines.append(
      check.findings.isEmpty
        ? "nothing was found"
        : "\(Sentence.count(check.findings.count, "finding")), \(weight(serious)): "
          + groups.map { "\($0.findings.count) \($0.kind.rawValue)" }.joined(separator: ", "))
    lines += features?.lines ?? []
    if let trained { lines.append(trained.sentence) }
    return lines
  }

  private func weight(_ serious: Int) -> String {
    guard check.findings.count == 1 else { return "\(TextNumber.count(serious)) of them serious" }
    return serious == 1 ? "serious" : "not serious"
  }

  /// The summary for those who did not ask for a check: what matters most by the names of its files, and where the rest is.
  var advice: [String] {
    guard !check.findings.isEmpty else { return summary }
    let serious = groups.filter(\.kind.isSerious)
    let named = (serious.isEmpty ? groups : serious).prefix(Self.advisedKinds).map { group in
      let paths = group.findings.flatMap(\.paths)
      let more = paths.count - Self.shownPaths
      return "\(group.kind.rawValue)\(group.kind.isSerious ? " (serious)" : ""): "
        + paths.prefix(Self.shownPaths).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
    return summary + named + ["'fovea check \(data.path)' shows all findings"]
  }

  private var groups: [(kind: Finding.Kind, findings: [Finding])] {
    let byKind = Dictionary(grouping: check.findings, by: \.kind)
    return Finding.Kind.allCases.compactMap { kind in byKind[kind].map { (kind, $0) } }
  }

  package var text: String {
    var lines = [DataDescription(data).text, ""] + summary
    for group in groups {
      lines.append("")
      lines.append("\(group.kind.title)\(group.kind.isSerious ? " (serious)" : "")")
      for finding in group.findings.prefix(Self.shownFindings) {
        let more = finding.paths.count - Self.shownPaths
        let paths = finding.paths.prefix(Self.shownPaths).joined(separator: ", ")
        lines.append(
          "  "
            + ([paths + (more > 0 ? " and \(more) more" : ""), finding.detail].filter { !$0.isEmpty })
            .joined(separator: ": "))
      }
      let more = group.findings.count - Self.shownFindings
      if more > 0 { lines.append("  … and \(more) more") }
    }
    return lines.joined(separator: "\n")
  }

  private struct Object: Encodable {
    let data: String
    let files: DataCheck.Files
    let formats: [String: Int]
    let widths: [Int]
    let heights: [Int]
    let classes: [DataDescription.Row]
    let serious: Bool
    let counts: [String: Int]
    let findings: [Finding]
    let features: FeatureCheck.Summary?
    let trainedOn: TrainedImages?

    enum CodingKeys: String, CodingKey {
      case data, files, formats, widths, heights, classes, serious, counts, findings, features
      case trainedOn = "trained_on"
    }
  }

  package func json() throws -> String {
    try JSONDocument.text(
      of: Object(
        data: data.path, files: check.files, formats: check.formats, widths: check.widths,
        heights: check.heights, classes: DataDescription(data).classes, serious: check.hasSerious,
        counts: Dictionary(uniqueKeysWithValues: groups.map { ($0.kind.rawValue, $0.findings.count) }),
        findings: check.findings, features: features, trainedOn: trained))
  }

  /// Writes `check.html`, `findings.csv` and `check.json` into `folder`.
  func write(to folder: String) throws {
    let content = CheckContent(
      data: data.path, summary: summary,
      classes: DataDescription(data).classes.map { ($0.name, [$0.train, $0.val, $0.test, $0.unassigned]) },
      groups: groups.map { group in
        CheckContent.Group(
          title: group.kind.title, isSerious: group.kind.isSerious,
          findings: group.findings.map { ($0.paths, $0.detail) })
      })
    var rows: [CSVRow] = []
    for (number, finding) in check.findings.enumerated() {
      for path in finding.paths.isEmpty ? [""] : finding.paths {
        rows.append([
          .integer(number + 1), .text(finding.kind.rawValue), .flag(finding.kind.isSerious), .text(path),
          .text(finding.detail), .text(finding.doubt?.label ?? ""), .number(finding.doubt?.labelProbability),
          .text(finding.doubt?.suggested ?? ""), .number(finding.doubt?.suggestedProbability),
        ])
      }
    }
    let samples = Dictionary(data.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let writer = try ReportWriter(folder: folder)
    try writer.write(content, rows: rows) { name, side in
      samples[name].flatMap { Thumbnail.file(of: $0, side: side, limits: limits) }
    }
    try writer.write(Array(try json().utf8), to: "check.json")
  }
}
