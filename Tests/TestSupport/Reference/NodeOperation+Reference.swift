import FoveaNetworks

extension NodeOperation {
  /// The operation's output; shapes are those of one sample, values have the batch outermost.
  func reference(
    _ inputs: [[Double]], _ shapes: [Shape], node: String, _ run: inout ReferenceRun
  ) -> [Double] {
    let (x, features, batch) = (inputs[0], shapes[0].dimensions.last ?? 1, run.batch)
    let (weight, bias) = (run.parameter(node, "weight"), run.parameter(node, "bias"))
    let (planes, extent) = (batch * (shapes[0].dimensions.first ?? 1), shapes[0].extent ?? 1)
    switch self {
    case .linear(let layer): return layer.reference(x, features: features, weight: weight, bias: bias)
    case .convolution(let layer):
      return layer.reference(
        x, batch: batch, channels: shapes[0][0], extent: extent, weight: weight, bias: bias)
    case .transposedConvolution(let layer):
      let output = (try? layer.outputShape(for: shapes))?.extent ?? 1
      return layer.reference(
        x, batch: batch, channels: shapes[0][0], extent: extent, output: output, weight: weight, bias: bias)
    case .activation(let layer):
      return layer.reference(x, features: features, noise: run.isTraining ? run.draws[node] : nil)
    case .dropout(let layer): return layer.reference(x, mask: run.isTraining ? run.draws[node] : nil)
    case .batchNormalization(let layer):
      let features = BatchNormalization.features(of: shapes[0])
      let pixels = shapes[0].rank == 3 ? shapes[0].count / features : 1
      return layer.reference(x, features: features, pixels: pixels, node: node, &run)
    case .layerNormalization(let layer):
      return layer.reference(x, features: features, weight: weight, bias: bias)
    case .pooling(let layer): return layer.reference(x, planes: planes, extent: extent)
    case .globalPooling(let layer): return layer.reference(x, pixels: extent.height * extent.width)
    case .upsampling(let layer): return layer.reference(x, planes: planes, extent: extent)
    case .meanOverTokens(let layer):
      return layer.reference(x, batch: batch, tokens: shapes[0][0], features: features)
    case .flatten: return x
    case .add(let layer): return layer.reference(x, inputs[1], mask: run.isTraining ? run.draws[node] : nil)
    case .multiply(let layer): return layer.reference(x, inputs[1])
    case .concatenate(let layer): return layer.reference(inputs, batch: batch)
    case .sequence(let layer): return layer.reference(x, batch: batch, picture: shapes[0])
    case .recurrent(let layer):
      return layer.reference(x, batch: batch, steps: shapes[0][0], features: features) {
        run.parameter(node, $0)
      }
    }
  }
}
