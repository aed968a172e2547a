import Foundation
import Fovea

/// Data divided and decoded once; any number of trainings can share it.
struct DecodedData {
  /// The data as it was named on the command line.
  let path: String
  let labeled: LabeledData
  let split: DataSplit
  /// The share that is held out for validation.
  let validationShare: Double
  let training: PixelStore
  let validation: PixelStore
  let test: PixelStore
  /// Measured on the training part, and nothing else.
  let normalization: Normalization

  init(
    path: String, labeled: LabeledData, split: DataSplit, validationShare: Double, training: PixelStore,
    validation: PixelStore, test: PixelStore
  ) throws {
    self.path = path
    self.labeled = labeled
    self.split = split
    self.validationShare = validationShare
    self.training = training
    self.validation = validation
    self.test = test
    try training.requireEveryClass(of: split.training)
    normalization = try .measured(on: training)
  }

  var geometry: Preprocessing.Geometry { training.geometry }

  /// What was not used as it is, in every part.
  var issues: [SampleIssue] { labeled.issues + training.issues + validation.issues + test.issues }

  /// How pixels become the input of `architecture`.
  func preprocessing(for architecture: Architecture, patch: Int?) throws -> Preprocessing {
    try Preprocessing(
      geometry: geometry, normalization: normalization,
      layout: GeometryChoice.layout(for: architecture, geometry, patch: patch))
  }

  /// The part that scores a model: test, else validation, else training, and the result says which.
  var scored: (pixels: PixelStore, part: Part) {
    if test.count > 0 { return (test, .test) }
    return validation.count > 0 ? (validation, .validation) : (training, .training)
  }

  /// What a person should know of choosing by the validation part; nil where it is large enough.
  func advice(choosing choice: String) -> String? {
    ValidationSize(samples: validation.count).advice(choosing: choice)
  }

  /// How many images each class has in each part.
  var counts: ReportContent.Counts {
    let parts = [("training", split.training), ("validation", split.validation), ("test", split.test)]
      .filter { !$0.1.isEmpty }.map { ($0.0, labeled.counts(of: $0.1)) }
    return ReportContent.Counts(
      parts: parts.map(\.0),
      rows: split.classes.enumerated().map { index, name in
        ReportContent.Counts.Row(name: name, counts: parts.map { $0.1[index] })
      })
  }

  /// Writes the division as a manifest that can be trained on again; records of IDX files have no paths, and none is
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

extension DecodedData {
  /// Decodes `parts` of `split`; the others are left alone, and are empty.
  init(
    _ prepared: DataPreparation, _ split: DataSplit, path: String, parts: Set<Part> = Set(Part.allCases),
    with decoder: PartDecoder
  ) throws {
    func decoded(_ samples: [Sample], _ part: Part, _ name: String) throws -> PixelStore {
      try decoder.decode(parts.contains(part) ? samples : [], name)
    }
    try self.init(
      path: path, labeled: prepared.labeled, split: split, validationShare: prepared.validationShare,
      training: try decoded(split.training, .training, "training"),
      validation: try decoded(split.validation, .validation, "validation"),
      test: try decoded(split.test, .test, "test"))
  }
}
