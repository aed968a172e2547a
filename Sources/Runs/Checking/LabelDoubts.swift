import FoveaDatasets
import FoveaEvaluation
import FoveaInference
import FoveaTraining

/// Labels that heads on features doubt, each head without the pictures that it is asked about.
///
/// Confident learning (`Predictions.labelSuspects`): the label's probability is below the mean that its class has among the
/// pictures labelled so, and another class is above its own. The other one must be clearly more probable than the label, so
/// that features which hardly tell the classes apart do not doubt half of a set.
struct LabelDoubts {
  /// Positions of the samples and what is doubted of each, the least believable label first.
  let doubts: [(position: Int, doubt: LabelDoubt)]
  /// Share of the pictures whose label is the most probable class, 0 to 1; nil where nothing could be learned.
  let accuracy: Double?
  /// Mean log loss of the labels.
  let logLoss: Double?
  /// How many folds there were.
  let folds: Int?
  /// Classes with too few pictures, of which nothing is said.
  let small: [String]

  /// Classes of fewer pictures, or of fewer that do not belong together, leave too little in each fold.
  static let least = 10

  /// How much more probable the suggested class is, at least.
  private static let margin: Float = 0.3

  /// - Parameters:
  ///   - groups: what belongs together and is never in two folds; nil where a picture stands alone.
  ///   - onStep: called after each penalty that was tried; an error that it throws ends the search.
  init(
    _ features: FeatureMatrix, labels: [Int], groups: [String?], classes: [String],
    onStep: (LogisticHead.Step) throws -> Void
  ) throws {
    var units = Array(repeating: Set<String>(), count: classes.count)
    for (position, label) in labels.enumerated() {
      units[label].insert(groups[position].map { "group " + $0 } ?? "\(position)")
    }
    let kept = classes.indices.filter { units[$0].count >= LabelDoubts.least }
    small = classes.indices.filter { !units[$0].isEmpty && units[$0].count < LabelDoubts.least }.map {
      classes[$0]
    }
    let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    let positions = labels.indices.filter { numbers[labels[$0]] != nil }
    let names = kept.map { classes[$0] }
    let own = positions.compactMap { numbers[labels[$0]] }
    guard kept.count > 1,
      let held = try LogisticHead(classes: names).heldOut(
        HeadSamples(
          [features.rows(positions)], labels: own, groups: positions.map { groups[$0] }), onStep: onStep)
    else {
      (doubts, accuracy, logLoss, folds) = ([], nil, nil, nil)
      return
    }
    let predictions = try Predictions(
      classes: names, labels: own, probabilities: LabelDoubts.probabilities(held.logits, classes: names.count)
    )
    let means = LabelDoubts.means(predictions)
    doubts = predictions.labelSuspects().filter {
      Double($0.labelProbability) < means[$0.label]
        && $0.suggestedProbability - $0.labelProbability >= LabelDoubts.margin
    }.map { suspect in
      (
        positions[suspect.sample],
        LabelDoubt(
          label: names[suspect.label], labelProbability: Double(suspect.labelProbability),
          suggested: names[suspect.suggested], suggestedProbability: Double(suspect.suggestedProbability))
      )
    }
    (accuracy, logLoss, folds) = (held.step.heldOutAccuracy, held.step.heldOutLoss, held.folds)
  }

  /// Probabilities `[samples, classes]` of logits `[samples, outputs]`, one output for two classes.
  private static func probabilities(_ logits: [Float], classes: Int) -> [Float] {
    let outputs = classes == 2 ? 1 : classes
    let distribution = OutputDistribution(temperature: 1)
    return logits.withUnsafeBufferPointer { logits in
      stride(from: 0, to: logits.count, by: outputs).flatMap { start in
        distribution.probabilities(logits: UnsafeBufferPointer(rebasing: logits[start..<start + outputs]))
      }
    }
  }

  /// The mean probability of each class among the samples labelled so.
  private static func means(_ predictions: Predictions) -> [Double] {
    var (sums, counts) = (
      Array(repeating: 0.0, count: predictions.classes.count),
      Array(repeating: 0.0, count: predictions.classes.count)
    )
    for (sample, label) in predictions.labels.enumerated() {
      sums[label] += Double(predictions.probabilities[sample * sums.count + label])
      counts[label] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }
}
