public import FoveaDatasets
public import FoveaEvaluation
public import FoveaNetworks

/// Everything that classifying needs, in one value: network, weights, preprocessing and class names.
///
/// What is read from a file is checked whole before it is used; nothing in it can execute.
public struct ModelBundle: Hashable, Sendable {
  /// The network, whose parameters are in `parameters`.
  public let network: Network
  /// How an image becomes the numbers that the network takes.
  public let preprocessing: Preprocessing
  /// Class names, in the order of the network's outputs.
  public let classes: [String]
  /// What logits are divided by before they become probabilities; one leaves them as the network gives them.
  public let temperature: Double
  /// For two classes, the probability of the second above which it is decided for, whichever the positive one is.
  public let threshold: Double?
  /// Whether somebody chose the threshold, or how it is found; false where there is none, or held-out images showed it to
  /// be more accurate than 0.5 without being asked for.
  public let isThresholdChosen: Bool
  /// For two classes, the one that scores are of, such as sensitivity; nil is the second.
  public let positive: String?
  /// The test-time augmentation.
  public let views: ScoringViews
  /// What it learned about itself on samples held out of training; nil where there were none.
  public let heldOut: HeldOutRecord?
  /// How the model came to be.
  public var provenance: Provenance
  /// Every parameter by its dotted name.
  public let parameters: [String: Tensor]

  /// Makes a bundle; throws where the parts do not belong together.
  public init(
    network: Network, preprocessing: Preprocessing, classes: [String], parameters: [String: Tensor],
    temperature: Double = 1, threshold: Double? = nil, isThresholdChosen: Bool = true,
    positive: String? = nil,
    views: ScoringViews = .single, heldOut: HeldOutRecord? = nil, provenance: Provenance
  ) throws(ModelBundleMismatch) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ModelBundleMismatch) {
      guard condition else { throw ModelBundleMismatch(reason: reason()) }
    }
    try require(
      network.input == preprocessing.shape,
      "the network takes samples of shape \(network.input), the preprocessing makes \(preprocessing.shape)")
    try require(
      network.output.rank == 1 && network.classCount == classes.count,
      "the network has \(network.classCount) classes, there are \(classes.count) names")
    try require(Set(classes).count == classes.count, "two classes have one name")
    try require(
      temperature.isFinite && temperature > 0, "expected a positive temperature, received \(temperature)")
    if let threshold {
      try require(
        classes.count == 2 && threshold >= 0 && threshold <= 1,
        "expected a threshold from 0 to 1 for two classes, received \(threshold) for \(classes.count)")
    }
    if let positive {
      try require(
        classes.count == 2 && classes.contains(positive),
        "expected a positive class among two, received '\(positive)' for \(classes.joined(separator: ", "))")
    }
    let specs = network.parameters
    for spec in specs {
      guard let tensor = parameters[spec.name] else {
        throw ModelBundleMismatch(reason: "the network needs a parameter '\(spec.name)', which is missing")
      }
      try require(
        tensor.shape == spec.shape,
        "parameter '\(spec.name)': expected shape \(spec.shape), received \(tensor.shape)")
    }
    if parameters.count > specs.count {
      let known = Set(specs.map(\.name))
      let extra = parameters.keys.filter { !known.contains($0) }.min() ?? ""
      throw ModelBundleMismatch(reason: "there is a parameter '\(extra)', which the network does not know")
    }
    self.network = network
    self.preprocessing = preprocessing
    self.classes = classes
    self.parameters = parameters
    self.temperature = temperature
    self.threshold = threshold
    self.isThresholdChosen = isThresholdChosen && threshold != nil
    self.positive = positive
    self.views = views
    self.heldOut = heldOut
    self.provenance = provenance
  }
}

/// Why parts do not make a model.
public struct ModelBundleMismatch: Error, Hashable, Sendable, CustomStringConvertible {
  /// What does not fit, in words.
  public let reason: String
  /// The sentence for people, with the reason.
  public var description: String { "the model does not hold together: \(reason)" }
}

extension ModelBundle {
  /// How its probabilities become one class: the same rule in evaluation and classification.
  public var decisionRule: DecisionRule {
    get throws(EvaluationError) {
      try DecisionRule(classCount: classes.count, threshold: threshold, isChosen: isThresholdChosen)
    }
  }

  /// The probabilities of all classes from a row of logits.
  package func probabilities(logits: UnsafeBufferPointer<Float>) -> [Float] {
    OutputDistribution(temperature: temperature).probabilities(logits: logits)
  }
}
