import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Data divided and decoded once; any number of trainings can share it.
struct DecodedData {
  /// The data as it was named.
  let path: String
  let labeled: LabeledData
  let split: DataSplit
  /// The share that is held out for validation.
  let validationShare: Double
  private(set) var training: PixelStore
  let validation: PixelStore
  let test: PixelStore
  /// Measured on the training part and nothing else, or that of a network that is given.
  let normalization: Normalization

  private let monitor: RunMonitor

  /// Parts of what `prepared` has decoded; those that are not in `parts` are empty.
  ///
  /// - Parameters:
  ///   - validationShare: that of `prepared` where nil.
  ///   - normalization: that of a network that is given; measured where nil.
  init(
    _ prepared: DataPreparation, _ split: DataSplit, parts: Set<Part> = Set(Part.allCases),
    validationShare: Double? = nil, normalization known: Normalization? = nil
  ) throws {
    func view(_ samples: [Sample], _ part: Part) -> PixelStore {
      PixelStore(viewing: prepared.pixels, parts.contains(part) ? samples : [])
    }
    path = prepared.path
    labeled = prepared.labeled
    monitor = prepared.monitor
    self.split = split
    self.validationShare = validationShare ?? prepared.validationShare
    training = view(split.training, .training)
    validation = view(split.validation, .validation)
    test = view(split.test, .test)
    try training.requireEveryClass(of: split.training)
    let (count, monitor, training) = (training.count, monitor, training)
    normalization =
      try known
      ?? monitor.phase {
        try .measured(on: training) { monitor.advance("measuring colours", $0, of: count) }
      }
    // It is asked for again by whatever trains on this data.
    try monitor.phase {
      _ = try training.fingerprint { monitor.advance("taking the fingerprint", $0, of: count) }
    }
  }

  /// The same data with more images to learn from, which are in no other part.
  func adding(_ more: PixelStore) -> DecodedData {
    var data = self
    data.training = PixelStore(joining: training, more)
    return data
  }

  /// The digests of the pixels that are learned from.
  func digests() throws -> PixelDigests {
    try monitor.phase {
      try PixelDigests(training) { monitor.advance("taking digests", $0, of: training.count) }
    }
  }

  var geometry: Preprocessing.Geometry { training.geometry }

  /// What was not used as it is, in every part.
  var issues: [SampleIssue] { labeled.issues + training.issues + validation.issues + test.issues }

  /// How pixels become the input of `architecture`.
  func preprocessing(for architecture: Architecture, patch: Int?) throws -> Preprocessing {
    try Preprocessing(for: architecture, geometry: geometry, normalization: normalization, patch: patch)
  }

  /// The part that scores a model: test, else validation, else training, and the result says which.
  var scored: (pixels: PixelStore, part: Part) {
    if test.count > 0 { return (test, .test) }
    return validation.count > 0 ? (validation, .validation) : (training, .training)
  }

  /// What a person should know of choosing by the validation part; nil where it is large enough.
  func advice(choosing choice: String?) -> String? {
    ValidationSize(samples: validation.count).advice(choosing: choice)
  }

  /// The same of a training by `recipe`, which may choose no epoch.
  func advice(training recipe: Recipe) -> String? {
    advice(choosing: recipe.selection == .last ? nil : "epochs")
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
