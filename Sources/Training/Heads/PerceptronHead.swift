import Dispatch
import FoveaExecution
package import FoveaInference
import FoveaNetworks

/// A multilayer perceptron on features: what a straight line between classes is not enough for.
package struct PerceptronHead {
  /// Names of classes.
  package let classes: [String]
  /// Widths of the hidden layers.
  package let hidden: [Int]
  /// How it is trained; what concerns pictures has no effect.
  package let recipe: Recipe

  package init(classes: [String], hidden: [Int], recipe: Recipe) {
    (self.classes, self.hidden, self.recipe) = (classes, hidden, recipe)
  }

  /// What was learned.
  package struct Fit: Sendable {
    package let head: FeatureHead
    package let history: [Epoch]
    /// The epoch that the head is of.
    package let best: Epoch?
  }

  /// Learns from `training`, and keeps the epoch of the lowest loss on `validation`, or the last one where that is nil.
  ///
  /// - Parameter onEpoch: called after each epoch; false ends the training.
  package func fit(
    _ training: HeadSamples, validation: HeadSamples?, onEpoch: (Epoch) throws -> Bool = { _ in true }
  ) throws -> Fit {
    try recipe.validate()
    let standardization = Standardization(training.features)
    let features = standardization.applied(to: training.features)
    let labels = training.rowLabels
    let network = try Architecture.mlp(MultilayerPerceptron(hidden: hidden)).network(
      input: [features.width], classes: classes.count)
    let batchSize = recipe.batchSize.size(of: labels.count)
    let step = try TrainingStep(network, batch: batchSize, recipe: recipe, precision: .f32)
    let random = RandomSource(seed: recipe.seed)
    let targets = Targets(recipe, labels: labels, classes: classes.count)
    let batches = (labels.count + batchSize - 1) / batchSize
    var history: [Epoch] = []
    var best: Epoch?
    var kept: FeatureHead?
    for number in 1...recipe.epochs {
      let start = DispatchTime.now().uptimeNanoseconds
      let order = SampleOrder.of(
        labels: labels, classes: classes.count, sampling: recipe.sampling,
        random: random.stream("shuffle", number))
      let plateaus = recipe.schedule.plateaus(history.map { $0.validationLoss ?? $0.trainingLoss })
      var (loss, right) = (0.0, 0)
      var rate: Float = 0
      for batch in 0..<batches {
        let samples = order[batch * batchSize..<min(order.count, (batch + 1) * batchSize)]
        let position = (number - 1) * batches + batch
        let context = try step.executable.context(batch: samples.count)
        for (row, sample) in samples.enumerated() {
          for (index, value) in features[sample].enumerated() {
            context.input[row * features.width + index] = value
          }
        }
        let own = samples.map { labels[$0] }
        targets.write(own, keep: 1, to: context.targets)
        try context.run(random: random.stream("step", position))
        let sum = context.losses.reduce(0.0) { $0 + Double($1) }
        let share = 1 / Double(recipe.epochs * batches)
        rate =
          recipe.learningRate
          * recipe.schedule.factor(
            at: Schedule.Position(
              done: Double(position) * share, step: share, epoch: number - 1, plateaus: plateaus),
            warmup: min(1, Double(recipe.warmupEpochs) / Double(recipe.epochs)))
        guard sum.isFinite else {
          throw TrainingError.diverged(epoch: number, step: batch + 1, learningRate: rate)
        }
        step.add(samples: samples.count)
        loss += sum
        right += PerceptronHead.right(context.logits, own)
        try step.update(learningRate: rate)
      }
      let head = try self.head(step, standardization)
      let score = validation.map { HeadScore(head, $0, loss: recipe.loss) }
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      let isBest = score.map { $0.loss < best?.validationLoss ?? .infinity } ?? true
      let epoch = Epoch(
        number: number, trainingLoss: loss / Double(labels.count),
        trainingAccuracy: Double(right) / Double(labels.count), validationLoss: score?.loss,
        validationAccuracy: score?.accuracy, currentValidationLoss: nil, currentValidationAccuracy: nil,
        learningRate: rate, seconds: seconds, imagesPerSecond: Double(labels.count) / max(seconds, 1e-9),
        dataShare: 0, isBest: isBest)
      history.append(epoch)
      if isBest { (best, kept) = (epoch, head) }
      guard try onEpoch(epoch) else { break }
      if let patience = recipe.patience, let best, number - best.number >= patience { break }
    }
    guard let kept else {
      throw TrainingError.recipe(field: "epochs", expected: "at least 1", received: "\(recipe.epochs)")
    }
    return Fit(head: kept, history: history, best: best)
  }

  /// The layers on features as they are.
  private func head(_ step: TrainingStep, _ standardization: Standardization) throws -> FeatureHead {
    let parameters = try step.parameters
    let names = step.executable.network.nodes.filter { parameters["\($0.name).weight"] != nil }.map(\.name)
    return FeatureHead(
      names.enumerated().compactMap { index, name in
        guard let weight = parameters["\(name).weight"], let bias = parameters["\(name).bias"] else {
          return nil
        }
        guard index == 0 else { return FeatureHead.Layer(weight: weight.elements, bias: bias.elements) }
        return standardization.folded(
          weights: weight.elements.map { Double($0) }, biases: bias.elements.map { Double($0) })
      })
  }

  private static func right(_ logits: UnsafeBufferPointer<Float>, _ labels: [Int]) -> Int {
    let outputs = logits.count / labels.count
    return labels.indices.count {
      HeadScore.decision(UnsafeBufferPointer(rebasing: logits[$0 * outputs..<($0 + 1) * outputs]))
        == labels[$0]
    }
  }
}
