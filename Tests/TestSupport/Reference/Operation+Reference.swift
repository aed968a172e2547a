import FoveaNetworks

extension Operation {
  /// The operation's output; shapes are those of one sample, values have the batch outermost.
  func reference(
    _ inputs: [[Double]], _ shapes: [Shape], node: String, _ run: inout ReferenceRun
  ) -> [Double] {
    let features = shapes[0].dimensions.last ?? 1
    switch self {
    case .linear(let layer):
      return layer.reference(
        inputs[0], features: features, weight: run.parameter(node, "weight"),
        bias: run.parameter(node, "bias"))
    case .activation(let layer):
      return layer.reference(inputs[0], features: features, noise: run.isTraining ? run.draws[node] : nil)
    case .dropout(let layer):
      return layer.reference(inputs[0], mask: run.isTraining ? run.draws[node] : nil)
    case .batchNormalization(let layer):
      return layer.reference(inputs[0], features: features, node: node, &run)
    case .meanOverTokens(let layer):
      return layer.reference(inputs[0], batch: run.batch, tokens: shapes[0][0], features: features)
    case .flatten: return inputs[0]
    case .add(let layer): return layer.reference(inputs[0], inputs[1])
    }
  }
}
