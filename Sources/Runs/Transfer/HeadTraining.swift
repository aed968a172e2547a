import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaFiles
import FoveaInference
import FoveaNetworks
import FoveaTraining

/// The training of a head on the features of decoded data.
struct HeadTraining {
  let data: DecodedData
  let source: TransferSource
  let recipe: Recipe
  let thresholdRule: ThresholdRule?
  /// The positive one of two classes; nil is the second.
  let positive: String?
  /// Another share of the positive class, which the scores of the model are restated for.
  let prevalence: Double?

  /// Prepares it; what cannot work is refused here, before the time is spent.
  init(
    _ data: DecodedData, _ source: TransferSource, recipe: Recipe, thresholdRule: ThresholdRule? = nil,
    positive: String? = nil, prevalence: Double? = nil
  ) throws {
    (self.data, self.source, self.recipe, self.positive) = (data, source, recipe, positive)
    (self.thresholdRule, self.prevalence) = (thresholdRule, prevalence)
    if let rule = thresholdRule { try rule.requireUsable(with: data.validation) }
    var counts = Array(repeating: 0, count: data.split.classes.count)
    for sample in data.training.samples { counts[sample.label] += 1 }
    if let label = counts.firstIndex(where: { $0 < 2 }) {
      throw TransferError.fewImages(name: data.split.classes[label], count: counts[label])
    }
    try recipe.validate()
  }

  /// What of a picture is seen while learning.
  var views: [FeatureView] { FeatureView.views(of: recipe.augmentation) }

  /// Validation images that choose a penalty; where there are fewer, inner folds of the training part do.
  private static let leastValidation = 100

  /// How a head was learned, step by step.
  enum History {
    case logistic(LogisticHead.Fit)
    case perceptron(PerceptronHead.Fit)
  }

  /// A head that was learned.
  struct Learned {
    let head: FeatureHead
    let history: History
    /// Seconds of the solver, without those of features.
    let seconds: Double
  }

  /// Computes the features that are not known and learns the head.
  func learn(_ monitor: RunMonitor) throws -> Learned {
    let training = try source.samples(of: data.training, views: views, monitor)
    let validation = data.validation.count > 0 ? try source.samples(of: data.validation, monitor) : nil
    let started = Date()
    let head: FeatureHead
    let history: History
    if source.settings.hidden.isEmpty {
      var logistic = LogisticHead(classes: data.split.classes)
      logistic.classWeights = recipe.classWeights
      logistic.seed = recipe.seed
      // A few images say less of a penalty than the training part does in folds.
      let judges = validation.flatMap { $0.labels.count < HeadTraining.leastValidation ? nil : $0 }
      let fit = try logistic.fit(training, validation: judges) { step in
        try monitor.requireGoingOn()
        try monitor.note(.trial(step.text))
      }
      (head, history) = (fit.head, .logistic(fit))
    } else {
      let perceptron = PerceptronHead(
        classes: data.split.classes, hidden: source.settings.hidden, recipe: recipe)
      let fit = try perceptron.fit(training, validation: validation) { epoch in
        try monitor.requireGoingOn()
        try monitor.tell(.epoch(epoch))
        return true
      }
      (head, history) = (fit.head, .perceptron(fit))
    }
    return Learned(head: head, history: history, seconds: Date().timeIntervalSince(started))
  }

  /// The backbone with the head as one model, calibrated on the validation part where there is one.
  func model(_ learned: Learned, _ monitor: RunMonitor) throws -> ModelBundle {
    let validation = data.validation.count > 0 ? try source.samples(of: data.validation, monitor) : nil
    let bundle = try source.backbone.model(
      learned.head, classes: data.split.classes, provenance: provenance(learned)
    ).naming(positive: positive)
    return try bundle.calibrated(
      logits: validation.map { learned.head.logits(of: $0.features) } ?? [],
      labels: validation?.labels ?? [], threshold: thresholdRule,
      findsThreshold: recipe.takesClassesAsTheyAre)
  }

  private func provenance(_ learned: Learned) throws -> Provenance {
    var epoch: Epoch?
    var score: (loss: Double, accuracy: Double)?
    var facts: [String: JSONValue] = [
      "backbone": .string(source.settings.shortName),
      "backbone_sha256": .string(source.backbone.digest),
      "class_weights": .string(recipe.classWeights.rawValue),
      "views": .array(views.map { .string($0.rawValue) }),
      "precision": .string(source.features.precision.rawValue),
    ]
    switch learned.history {
    case .logistic(let fit):
      let step = fit.steps[fit.chosen]
      facts["head"] = .string("logistic")
      facts["l2"] = .number(step.penalty)
      facts["l2_chosen_by"] = .string(fit.chooser)
      if fit.folds == nil, let loss = step.heldOutLoss, let accuracy = step.heldOutAccuracy {
        score = (loss, accuracy)
      }
    case .perceptron(let fit):
      facts["head"] = .string("mlp")
      facts["hidden"] = .array(source.settings.hidden.map(JSONValue.init))
      facts["recipe"] = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(recipe))
      epoch = fit.best
      if let loss = fit.best?.validationLoss, let accuracy = fit.best?.validationAccuracy {
        score = (loss, accuracy)
      }
    }
    return Provenance(
      engine: "oneDNN \(oneDNNVersion)", seed: recipe.seed, trainingSamples: data.training.count,
      validationSamples: data.validation.count,
      dataFingerprint: try data.training.fingerprint(), epoch: epoch?.number,
      validationAccuracy: score?.accuracy, validationLoss: score?.loss, recipe: .object(facts),
      origin: source.backbone.origin)
  }
}

extension LogisticHead.Fit {
  /// What chose the penalty, in words.
  var chooser: String {
    guard steps[chosen].heldOutLoss != nil else { return "nothing" }
    return folds.map { "\($0) inner folds" } ?? "validation"
  }

  /// What a person should know of the penalty.
  var note: String {
    let step = steps[chosen]
    guard let loss = step.heldOutLoss else {
      return "the classes cannot be divided into inner folds: an L2 of \(step.penalty) was taken untried"
    }
    return
      "logistic regression on features; of \(steps.count) penalties an L2 of \(LogisticHead.Step.word(step.penalty)) was chosen by \(chooser): log loss \(fixed(loss, 4))"
  }
}

extension LogisticHead.Step {
  /// The penalty and what it gave in one line.
  var text: String {
    var text =
      "L2 \(LogisticHead.Step.word(penalty)): \(iterations) iterations, training loss \(fixed(trainingLoss, 4))"
    if let heldOutLoss, let heldOutAccuracy {
      text += ", held-out loss \(fixed(heldOutLoss, 4)), accuracy \(fixed(heldOutAccuracy * 100, 2)) %"
    }
    return text
  }

  /// A penalty with two digits.
  static func word(_ penalty: Double) -> String { String(format: "%.2g", penalty) }
}
