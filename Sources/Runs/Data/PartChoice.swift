import FoveaDatasets

/// The part of labeled data that is asked for.
public enum PartSelection: String, Hashable, Sendable, CaseIterable {
  /// One of the three parts, or all samples whatever their part.
  case train, val, test, all
}

/// Which part of labeled data is scored.
struct PartChoice {
  let samples: [Sample]
  /// The name of the part, as results have it.
  let name: String

  /// The samples of the part asked for; by default the first of `preferred` that there is, else all.
  init(_ split: PartSelection?, of labeled: LabeledData, preferring preferred: [Part] = [.test]) throws {
    let part: Part? =
      switch split {
      case .train: .training
      case .val: .validation
      case .test: .test
      case .all: nil
      case nil: preferred.first { labeled.parts[$0] != nil }
      }
    guard let part else {
      (samples, name) = (labeled.all, "all")
      return
    }
    guard let samples = labeled.parts[part] else {
      throw DataError.noPart(
        path: labeled.path, part: part.rawValue, found: labeled.parts.keys.map(\.rawValue).sorted())
    }
    (self.samples, name) = (samples, part.rawValue)
  }
}
