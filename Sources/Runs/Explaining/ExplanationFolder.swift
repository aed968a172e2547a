import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaReports

/// The folder that an explanation fills.
final class ExplanationFolder {
  private(set) var failures: [(path: String, reason: String)] = []
  /// Files of which only a part was seen.
  var recovered: [(path: String, reason: String)] {
    rows.compactMap { row in row.note.map { (row.path, $0) } }
  }
  private let folder: String
  private let bundle: ModelBundle
  private let model: String
  private let reports: ReportWriter
  private var rows: [ExplanationSummary.Row] = []
  private var pictures: [ExplanationPage.Picture] = []
  private var sheet: [Image] = []
  private var weightFiles: [String] = []

  /// Small pictures are brought to about this size, so that a map over them can be seen; the cells of the contact
  /// sheet have it.
  private static let side = 256
  /// The longer side of a picture in the page.
  private static let pageSide = 480
  /// Pictures in the contact sheet and the page; each is in memory.
  private static let sheetLimit = 100

  /// Makes the folder, and for logistic regression writes the pictures of its weights.
  init(_ folder: String, bundle: ModelBundle, model: String) throws {
    self.folder = folder
    self.bundle = bundle
    self.model = model
    reports = try ReportWriter(folder: folder)
    for (index, map) in (bundle.weightMaps ?? []).enumerated() {
      let file = "weights-\(index + 1)-\(ExplanationFolder.safe(bundle.classes[index])).png"
      try reports.write(try map.picture(side: ExplanationFolder.side).pngBytes(), to: file)
      weightFiles.append(file)
    }
  }

  /// Explains one image and writes its picture; a file that cannot be read is remembered, not thrown.
  func add(_ path: String, by explainer: Explainer, target: Int?, method: Explainer.Method?) throws {
    let explanation: Explainer.Explanation
    do {
      explanation = try explainer.explain(contentsOf: path, target: target, method: method)
    } catch let failure as ClassificationFailure {
      return add(failure: failure.reason, path: path)
    }
    let photo = ExplanationFolder.enlarged(explanation.photo)
    let overlay = explanation.heatmap.overlay(on: photo, region: explanation.region)
    let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let file = "\(rows.count + 1)-\(ExplanationFolder.safe(stem)).png"
    try reports.write(try overlay.pngBytes(), to: file)
    let explained = bundle.classes[explanation.target]
    rows.append(
      ExplanationSummary.Row(
        file: file, path: path, label: explanation.classification.label,
        probability: explanation.classification.probability, explained: explained,
        method: explanation.method.rawValue, note: explanation.recovered))
    guard pictures.count < ExplanationFolder.sheetLimit else { return }
    let percent = fixed(Double(explanation.classification.probability) * 100, 1)
    sheet += [photo, overlay].map { $0.within(ExplanationFolder.side) }
    pictures.append(
      ExplanationPage.Picture(
        title: path,
        words:
          "\(explanation.classification.label), \(percent) %; the map is of \(explained), by \(explanation.method.rawValue)\(explanation.recovered.map { "; only in part: \($0)" } ?? "")",
        files: [photo, overlay].compactMap {
          ExplanationFolder.file(of: $0, isExact: photo.width != explanation.photo.width)
        }))
  }

  /// Refuses files that cannot be read, or only in part.
  func requireWhole() throws(DataError) {
    if let failure = failures.first {
      throw .strict(SampleIssue(path: failure.path, kind: .unreadable, reason: failure.reason))
    }
    if let part = recovered.first {
      throw .strict(SampleIssue(path: part.path, kind: .recovered, reason: part.reason))
    }
  }

  func add(failure reason: String, path: String) { failures.append((path, reason)) }

  /// Writes the contact sheet, the page and the list.
  func finish() throws {
    if let sheet = Montage.image(sheet, columns: 6) {
      try reports.write(try sheet.pngBytes(), to: "contact-sheet.png")
    }
    let weights = try (bundle.weightMaps ?? []).enumerated().map { index, map in
      ExplanationPage.Picture(
        title: bundle.classes[index], words: "orange speaks for it, blue against it",
        files: [try map.picture(side: 160).pngBytes()])
    }
    try reports.write(ExplanationPage(model: model, pictures: pictures, weights: weights))
    let list = try CSVFile(
      folder + "/explanations.csv",
      columns: ["file", "path", "label", "probability", "explained_class", "method", "error", "note"])
    for row in rows {
      try list.append([
        .text(row.file), .text(row.path), .text(row.label), .probability(row.probability),
        .text(row.explained), .text(row.method), .text(""),
        .text(row.note ?? ""),
      ])
    }
    for failure in failures {
      try list.append([
        .text(""), .text(failure.path), .text(""), .probability(nil), .text(""), .text(""),
        .text(failure.reason), .text(""),
      ])
    }
    try list.commit()
  }

  /// What was written.
  var summary: ExplanationSummary {
    ExplanationSummary(
      folder: folder, explanations: rows, weightFiles: weightFiles,
      failures: failures.map { ExplanationSummary.Failure(path: $0.path, reason: $0.reason) })
  }

  /// A name as a part of a file's name: letters, digits and dashes.
  private static func safe(_ name: String) -> String {
    String(name.prefix(60).map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "_" })
  }

  /// A picture for the page; one that was enlarged pixel by pixel stays exact.
  private static func file(of picture: Image, isExact: Bool) -> [UInt8]? {
    isExact ? try? picture.pngBytes() : try? picture.within(pageSide).jpegBytes()
  }

  private static func enlarged(_ picture: Image) -> Image {
    let factor = side / max(picture.width, picture.height)
    guard factor > 1 else { return picture }
    return picture.resized(
      width: picture.width * factor, height: picture.height * factor, interpolation: .nearest)
  }
}
