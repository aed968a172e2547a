import Foundation
import Fovea

/// Opens, checks and divides the data of a run, and says on the terminal what a person should know of it.
struct DataPreparation {
  let labeled: LabeledData
  let split: DataSplit
  /// The share that was held out for validation.
  let validationShare: Double
  private let check: DataCheck?

  init(
    data path: String, options: SplitOptions, seed: UInt64, isStrict: Bool, workers: Int, isQuiet: Bool,
    interruption: Interruption
  ) throws {
    var line = ProgressLine(quiet: isQuiet)
    defer { line.clear() }
    line.update("listing \(path)")
    var labeled = try LabeledData(path: path)
    if isStrict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    if let pattern = options.groupPattern { labeled = try labeled.grouped(by: pattern) }
    self.labeled = labeled
    check =
      options.noCheck
      ? nil
      : try DataCheck(labeled, workers: workers) { phase, done, count in
        line.update("\(phase): \(done) of \(count)")
        return !interruption.isRequested
      }
    // A file that cannot be read is refused by name when it is decoded.
    let serious = check?.findings.filter {
      $0.kind.isSerious && $0.kind != .unreadable && $0.kind != .truncated
    }
    if isStrict, let serious, let first = serious.first {
      throw DataError.findings(
        path: path, count: serious.count, first: "\(first.kind.title), \(first.detail)")
    }
    validationShare = options.valSplit ?? DataPreparation.defaultShare(of: labeled)
    split = try labeled.split(
      validation: validationShare, test: options.testSplit ?? 0, seed: seed, fold: options.heldFold,
      copies: check?.copies ?? .none)
    line.clear()
    announce(path, isQuiet)
  }

  /// A tenth, but no more than 3,000 images: from there on the 95 % interval of the accuracy is within ±2 %, and
  /// more images serve better to learn from.
  private static func defaultShare(of data: LabeledData) -> Double {
    let available = data.unassigned.count + (data.parts[.training]?.count ?? 0)
    return min(0.1, 3000 / Double(max(1, available)))
  }

  private func announce(_ path: String, _ isQuiet: Bool) {
    for note in labeled.notes + split.notes { Console.warning(note) }
    PartDecoder.warn(labeled.issues)
    guard !isQuiet else { return }
    if let check { for line in CheckReport(data: labeled, check: check).summary { Console.note(line) } }
    Console.note(
      "\(path): \(split.classes.count) classes, \(split.training.count) training, \(split.validation.count) validation and \(split.test.count) test images"
    )
  }

  /// Writes the division as a manifest that `--data` reads again; records of IDX files have no paths, and none is
  /// written for them.
  func writeSplit(to path: String) throws {
    let file = try CSVFile(path, columns: ["path", "label", "split", "group"])
    for (part, samples) in [
      (Part.training, split.training), (.validation, split.validation), (.test, split.test),
    ] {
      for sample in samples {
        guard case .file(let source) = sample.source else { return }
        try file.append([
          .text(URL(fileURLWithPath: source).path), .text(split.classes[sample.label]), .text(part.rawValue),
          .text(sample.group ?? ""),
        ])
      }
    }
    try file.commit()
  }
}
