public import FoveaDatasets
public import FoveaEvaluation
import FoveaNetworks

extension ModelBundle {
  /// The same model, calibrated on samples that it was not trained on.
  ///
  /// It gets a temperature, so that it is as sure as it is right; for two classes the threshold that `rule` chooses;
  /// and a record of what it gets wrong at which confidence. The classes that it decides for change with the threshold
  /// alone.
  ///
  /// - Parameters:
  ///   - pixels: held out of training, decoded with the model's geometry, labeled with its indices; without any
  ///     only a fixed threshold is set.
  ///   - rule: how the threshold is chosen; nil keeps the one that the model has.
  /// - Throws: `EvaluationError` where the rule cannot be followed with these samples.
  public func calibrated(on pixels: PixelStore, threshold rule: ThresholdRule? = nil) throws -> ModelBundle {
    try calibrated(on: pixels, threshold: rule, findsThreshold: false)
  }

  /// The same; with `findsThreshold` and no rule, two classes get the threshold of `ThresholdChoice.standard`.
  package func calibrated(
    on pixels: PixelStore, threshold rule: ThresholdRule?, findsThreshold: Bool
  ) throws -> ModelBundle {
    try calibrated(pixels.count, threshold: rule, findsThreshold: findsThreshold) {
      let evaluator = try Evaluator(self)
      return HeldOutScores(
        temperature: { try evaluator.fittedTemperature(on: pixels) },
        predictions: {
          try evaluator.predictions(
            pixels, labels: pixels.samples.map(\.label), part: Part.validation.rawValue, $0)
        })
    }
  }

  /// The same with logits that are known already, `[labels, outputs]`, row-major.
  package func calibrated(
    logits: [Float], labels: [Int], threshold rule: ThresholdRule? = nil, findsThreshold: Bool = false
  ) throws -> ModelBundle {
    try calibrated(labels.count, threshold: rule, findsThreshold: findsThreshold) {
      HeldOutScores(
        temperature: { Temperature.fit(logits: logits, labels: labels) },
        predictions: { try self.predictions(logits: logits, labels: labels, $0) })
    }
  }

  /// What `logits`, `[labels, outputs]`, say as `distribution` makes probabilities of them; at the model's own temperature
  /// where nil.
  package func predictions(
    logits: [Float], labels: [Int], _ distribution: OutputDistribution? = nil
  ) throws -> Predictions {
    let distribution = distribution ?? OutputDistribution(temperature: temperature)
    let outputs = network.output.count
    precondition(logits.count == labels.count * outputs, "logits are [samples, outputs]")
    let probabilities = logits.withUnsafeBufferPointer { logits in
      labels.indices.flatMap { row in
        distribution.probabilities(
          logits: UnsafeBufferPointer(rebasing: logits[row * outputs..<(row + 1) * outputs]))
      }
    }
    return try Predictions(classes: classes, labels: labels, probabilities: probabilities)
  }

  /// How samples that were held out are scored.
  private struct HeldOutScores {
    let temperature: () throws -> Double?
    let predictions: (OutputDistribution) throws -> Predictions
  }

  private func calibrated(
    _ count: Int, threshold rule: ThresholdRule?, findsThreshold: Bool, _ scores: () throws -> HeldOutScores
  ) throws -> ModelBundle {
    var (temperature, threshold, record) = (1.0, threshold, HeldOutRecord?.none)
    var isChosen = rule != nil || isThresholdChosen
    if case .fixed(let given) = rule { threshold = isReversed ? DecisionRule.complement(of: given) : given }
    if count > 0 {
      let scores = try scores()
      if count >= ModelBundle.leastCalibrationSamples { temperature = try scores.temperature() ?? 1 }
      let predictions = try scores.predictions(OutputDistribution(temperature: temperature))
      if let rule {
        threshold = try chosenThreshold(rule, predictions)
      } else if findsThreshold, let found = ThresholdChoice.standard(for: predictions) {
        (threshold, isChosen) = (found.threshold, false)
      }
      let decision = try DecisionRule(classCount: classes.count, threshold: threshold, isChosen: isChosen)
      record = HeldOutRecord(predictions, temperature: temperature, rule: decision)
    }
    return try replacing(
      temperature: temperature, threshold: threshold, isThresholdChosen: isChosen, positive: positive,
      heldOut: record)
  }

  /// A temperature from fewer samples says more about them than about the model.
  private static let leastCalibrationSamples = 30
}

extension Evaluator {
  /// The temperature with the lowest log loss; nil where the samples do not determine one.
  fileprivate func fittedTemperature(on pixels: PixelStore) throws -> Double? {
    var logits: [Float] = []
    try forEachSample(of: pixels) { _, row in logits += row }
    return Temperature.fit(logits: logits, labels: pixels.samples.map(\.label))
  }
}

extension ThresholdRule {
  /// Throws where no threshold can be chosen from these samples, so that it is known before training.
  public func requireUsable(with pixels: PixelStore) throws(EvaluationError) {
    try validate()
    guard pixels.classes.count == 2 else { throw .thresholdRuleNeedsTwoClasses(pixels.classes.count) }
    if case .fixed = self { return }
    for label in 0..<2 where !pixels.samples.contains(where: { $0.label == label }) {
      throw .thresholdNeedsBothClasses(pixels.classes[label])
    }
  }
}
