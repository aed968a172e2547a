public import FoveaDatasets
public import FoveaNetworks

/// Everything that making pictures needs, in one value: a network, its weights, and what its numbers mean.
public struct GeneratorBundle: Hashable, Sendable {
  /// The network, whose parameters are in `parameters`: from random numbers to a picture `[C, H, W]`.
  public let network: Network
  /// How a picture became numbers when it learned; what it makes is turned back.
  public let preprocessing: Preprocessing
  /// Names of the classes that it learned from.
  public let classes: [String]
  /// Whether it can be asked for a class.
  public let isConditional: Bool
  /// How it came to be.
  public let provenance: Provenance
  /// Every parameter by its dotted name.
  public let parameters: [String: Tensor]

  /// Makes a bundle; throws where the parts do not belong together.
  public init(
    network: Network, preprocessing: Preprocessing, classes: [String], isConditional: Bool,
    provenance: Provenance, parameters: [String: Tensor]
  ) throws(ModelBundleMismatch) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ModelBundleMismatch) {
      guard condition else { throw ModelBundleMismatch(reason: reason()) }
    }
    try require(
      preprocessing.layout == .planes && network.output == preprocessing.shape,
      "the network makes pictures of shape \(network.output), the preprocessing says \(preprocessing.shape)")
    try require(
      network.input.count > (isConditional ? classes.count : 0),
      "the network takes \(network.input), too little for \(classes.count) classes and random numbers")
    try require(!classes.isEmpty && Set(classes).count == classes.count, "expected class names that differ")
    let specs = network.parameters
    for spec in specs {
      try require(
        parameters[spec.name]?.shape == spec.shape,
        "parameter '\(spec.name)': expected shape \(spec.shape), received \(parameters[spec.name]?.shape.description ?? "none")"
      )
    }
    try require(
      parameters.count == specs.count,
      "expected \(specs.count) parameters, received \(parameters.count)")
    self.network = network
    self.preprocessing = preprocessing
    self.classes = classes
    self.isConditional = isConditional
    self.provenance = provenance
    self.parameters = parameters
  }

  /// What one picture is made of.
  package var input: GeneratorInput {
    let known = isConditional ? classes.count : 0
    return GeneratorInput(latent: network.input.count - known, classes: known)
  }
}
