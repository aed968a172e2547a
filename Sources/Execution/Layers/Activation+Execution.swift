import Foundation
import FoveaNetworks

extension Activation {
  /// The kernel of oneDNN that computes it element by element; nil where there is none.
  func elementwise(isTraining: Bool) -> Elementwise? {
    switch self {
    case .sigmoid: .logistic
    case .tanh: .tanh
    case .relu: .relu(slope: 0)
    case .leakyReLU(let slope): .relu(slope: slope)
    case .relu6: .clip(lower: 0, upper: 6)
    case .silu: .swish
    case .gelu: .gelu
    // Without its noise it is the plain rectifier.
    case .noisyReLU: isTraining ? nil : .relu(slope: 0)
    case .softmax: nil
    }
  }
}

extension Compiler {
  mutating func lower(_ activation: Activation, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    if let function = activation.elementwise(isTraining: isTraining) {
      return try lower(function, input(0, of: index), node: node)
    }
    let source = try matrix(0, of: index)
    if case .softmax = activation { return try lowerSoftmax(source, node: node) }
    return try lowerNoisyReLU(source, count: source.layout.dimensions.reduce(1, *), node: node)
  }

  private mutating func lower(
    _ function: Elementwise, _ source: Operand, node: String
  ) throws(ExecutionError) -> Lowered {
    let result = reserve(source.layout)
    let forward = try Kernel.elementwise(
      function, node: node, engine: engine, isTraining: differentiates, data: source.layout)
    try add(forward, [(.source, source), (.destination, result)])
    let data = function.gradientUsesResult ? result : source
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      [try compiler.addGradient(of: function, node: node, data: data, gradient: gradient)]
    }
  }

  /// Adds the gradient of an elementwise function from its result, or from its input where it needs that.
  mutating func addGradient(
    of function: Elementwise, node: String, data: Operand, gradient: Operand
  ) throws(ExecutionError) -> Operand {
    let gradient = try aligned(gradient, to: data.layout, node: node)
    let target = target(over: gradient)
    let hint = try Kernel.elementwise(
      function, node: node, engine: engine, isTraining: true, data: data.layout)
    let kernel = try Kernel.elementwiseGradient(
      function, engine: engine, gradient: gradient.layout, data: data.layout, forward: hint)
    try add(
      kernel,
      [
        (function.gradientUsesResult ? .destination : .source, data), (.destinationGradient, gradient),
        (.sourceGradient, target),
      ])
    return target
  }

  private mutating func lowerSoftmax(_ source: Operand, node: String) throws(ExecutionError) -> Lowered {
    let result = reserve(source.layout)
    let forward = try Kernel.softmax(
      node: node, engine: engine, isTraining: differentiates, axis: 1, data: source.layout)
    try add(forward, [(.source, source), (.destination, result)])
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: result.layout, node: node)
      let target = compiler.reserve(result.layout)
      let kernel = try Kernel.softmaxGradient(
        engine: compiler.engine, axis: 1, gradient: gradient.layout, destination: result.layout,
        forward: forward)
      try compiler.add(
        kernel, [(.destination, result), (.destinationGradient, gradient), (.sourceGradient, target)])
      return [target]
    }
  }

  /// y = max(0, x + ε √σ(x)); dy/dx = 1 + ε/2 · √σ(x) · (1 − σ(x)) where y > 0.
  private mutating func lowerNoisyReLU(
    _ source: Operand, count: Int, node: String
  ) throws(ExecutionError) -> Lowered {
    let result = reserve(source.layout)
    let slope = reserve(source.layout)
    add(node: node, [source, result, slope]) { arguments in
      let (x, y, slope) = (arguments.floats(0), arguments.floats(1), arguments.floats(2))
      let random = arguments.random.stream(node)
      let grain = 1 << 12
      Threads.perform(over: count, grain: grain) { range in
        var random = random.stream("noise", range.lowerBound)
        for i in range {
          let noise = random.normal()
          let sigmoid = 1 / (1 + Foundation.exp(-x[i]))
          let deviation = sigmoid.squareRoot()
          let value = x[i] + noise * deviation
          y[i] = max(0, value)
          slope[i] = value > 0 ? 1 + noise * deviation * (1 - sigmoid) / 2 : 0
        }
      }
    }
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: source.layout, node: node)
      let target = compiler.reserve(source.layout)
      compiler.add(node: node, [gradient, slope, target]) { arguments in
        let (dy, slope, dx) = (arguments.floats(0), arguments.floats(1), arguments.floats(2))
        Threads.perform(over: count, grain: 1 << 15) { range in
          for i in range { dx[i] = dy[i] * slope[i] }
        }
      }
      return [target]
    }
  }
}
