import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaTraining

/// What features of a backbone find in labeled pictures: copies that were cut or lightened, pictures unlike their class, and
/// labels that the others speak against.
struct FeatureCheck {
  /// In no order of kinds.
  let findings: [Finding]
  let summary: Summary

  /// By what the findings were found.
  struct Summary: Hashable, Sendable, Encodable {
    let backbone: String
    /// Pictures that were looked at.
    let images: Int
    /// How much copies differ at most when they are laid on each other; nil where there are too few pictures to tell.
    let mostDifference: Float?
    /// Folds of the heads that doubt labels; nil where no class is large enough.
    let folds: Int?
    /// Share of the labels that the heads agree with, 0 to 1.
    let accuracy: Double?
    /// Mean log loss of the labels.
    let logLoss: Double?
    /// Classes with too few pictures to doubt labels of.
    let smallClasses: [String]

    private enum CodingKeys: String, CodingKey {
      case backbone, images, folds, accuracy
      case mostDifference = "most_difference"
      case logLoss = "log_loss"
      case smallClasses = "small_classes"
    }

    /// The same for people, a line for each way of finding.
    var lines: [String] {
      var lines = ["looked at by \(backbone): \(Sentence.count(images, "image"))"]
      if let folds, let accuracy {
        lines.append(
          "heads of \(folds) folds, none of which saw the images that it judges, agree with \(TextNumber.hundredfold(accuracy, 1)) % of the labels"
        )
      }
      if !smallClasses.isEmpty {
        lines.append(
          "labels of \(smallClasses.map { "'\($0)'" }.joined(separator: ", ")) are not doubted: expected at least \(LabelDoubts.least) images of a class"
        )
      }
      return lines
    }
  }

  /// - Parameters:
  ///   - check: what was found without features.
  ///   - pixels: the readable samples of `data`, in their order, as the backbone sees them.
  init(
    _ check: DataCheck, _ data: LabeledData, _ pixels: PixelStore, _ source: TransferSource,
    limits: DecodingLimits, workers: Int, _ monitor: RunMonitor
  ) throws {
    let (samples, count) = (pixels.samples, pixels.count)
    let labels = samples.map(\.label)
    guard count > 0 else {
      findings = []
      summary = Summary(
        backbone: source.settings.shortName, images: 0, mostDifference: nil, folds: nil,
        accuracy: nil, logLoss: nil, smallClasses: [])
      return
    }
    let features = try source.samples(of: pixels, monitor).features
    let neighbours = try monitor.phase {
      try FeatureNeighbours(features, labels: labels, workers: workers) { done in
        monitor.advance("comparing features", done, of: count)
        return !monitor.isCancelled
      }
    }
    let copies = try monitor.phase {
      try FeatureCopies(neighbours, samples, limits: limits, workers: workers) { done, count in
        monitor.advance("comparing what features find alike", done, of: count)
        return !monitor.isCancelled
      }
    }
    let groups = check.unitNames(of: samples, joining: copies.pairs.map { ($0.first, $0.second) })
    let doubts = try monitor.phase {
      try LabelDoubts(features, labels: labels, groups: groups, classes: data.classes) { step in
        try monitor.requireGoingOn()
        monitor.advance("doubting labels", nil, of: nil, "L2 \(LogisticHead.Step.word(step.penalty))")
      }
    }
    let alike = try monitor.phase {
      try FeatureNeighbours(
        features, labels: labels, in: .roots, count: ClassOutliers.neighbours, workers: workers
      ) { done in
        monitor.advance("comparing within classes", done, of: count)
        return !monitor.isCancelled
      }
    }
    let outliers = ClassOutliers(alike.own, labels: labels, classes: data.classes.count)
    findings =
      check.findings(ofCopies: FeatureCheck.placed(copies.pairs, samples, data), in: data) {
        "features agree (cosine \(fixed(Double($0), 2))), and a part of one lies on the other"
      } + FeatureCheck.findings(of: doubts, samples)
      + FeatureCheck.findings(of: outliers, samples, data.classes, except: Set(doubts.doubts.map(\.position)))
    summary = Summary(
      backbone: source.settings.shortName, images: count, mostDifference: copies.mostDifference,
      folds: doubts.folds, accuracy: doubts.accuracy,
      logLoss: doubts.logLoss, smallClasses: doubts.small)
  }

  /// The same pairs by the positions that their samples have in the data, some of whose samples could not be read.
  private static func placed(
    _ pairs: [NearDuplicates.Pair], _ samples: [Sample], _ data: LabeledData
  ) -> [NearDuplicates.Pair] {
    var places: [Int] = []
    for (place, sample) in data.all.enumerated()
    where places.count < samples.count && samples[places.count].name == sample.name { places.append(place) }
    precondition(places.count == samples.count, "samples in the order of the data")
    return pairs.map {
      NearDuplicates.Pair(
        first: places[$0.first], second: places[$0.second], likeness: $0.likeness, isMirrored: $0.isMirrored)
    }
  }

  private static func findings(of doubts: LabelDoubts, _ samples: [Sample]) -> [Finding] {
    doubts.doubts.map { position, doubt in
      func percent(_ share: Double) -> String { TextNumber.hundredfold(share, 1) + " %" }
      return Finding(
        .labelSuspect, paths: [samples[position].name],
        detail:
          "a head that did not see it gives '\(doubt.suggested)' \(percent(doubt.suggestedProbability)) and '\(doubt.label)' \(percent(doubt.labelProbability))",
        doubt: doubt)
    }
  }

  /// Outliers, without those of which the label is doubted: they are like another class.
  private static func findings(
    of outliers: ClassOutliers, _ samples: [Sample], _ classes: [String], except doubted: Set<Int>
  ) -> [Finding] {
    outliers.outliers.filter { !doubted.contains($0.position) }.map { outlier in
      func number(_ distance: Float) -> String { fixed(Double(distance), 2) }
      return Finding(
        .outlier, paths: [samples[outlier.position].name],
        detail:
          "its features are \(number(outlier.distance)) from the nearest of '\(classes[samples[outlier.position].label])', half of which are within \(number(outlier.median)) and hardly any beyond \(number(outlier.bar))"
      )
    }
  }
}
