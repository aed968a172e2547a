import Foundation

/// How a parameter begins.
///
/// Weight shapes are `[outputs, inputs, …]`; what follows the first two dimensions multiplies both fans.
public enum Initializer: Hashable, Sendable {
  /// Zero everywhere.
  case zeros
  /// One everywhere.
  case ones

  /// Normal with deviation √(2 / fanIn), for layers before a rectifier.
  ///
  /// He, Zhang, Ren, Sun: *Delving Deep into Rectifiers*, arXiv:1502.01852, equation 10.
  case he

  /// Normal with deviation √(2 / fanOut), which keeps the size of gradients instead of that of values.
  ///
  /// Equation 14 of the same paper; what torchvision's residual networks begin with.
  case heFanOut

  /// Uniform within ±√(6 / (fanIn + fanOut)), for layers before sigmoid, tanh or the loss.
  ///
  /// Glorot, Bengio: *Understanding the difficulty of training deep feedforward neural networks*,
  /// AISTATS 2010, equation 16.
  case glorot

  /// A convolution whose first outputs are its inputs, one for one; the others as `he`.
  ///
  /// Zagoruyko, Komodakis: *DiracNets*, arXiv:1706.00388.
  case identity

  /// Principal directions of the training pictures' patches, each once with either sign, divided by the deviation
  /// along it; as `he` where there is no data to measure. Training leaves it as it is.
  ///
  /// Page: *How to Train Your ResNet 8*, myrtle.ai (2019); kept fixed as in arXiv:2404.00498, section 3.2.
  case whitening

  /// A matrix of square blocks one below the other, a block a gate, the rows of each orthogonal and of length 1: what
  /// goes through it step after step neither grows nor vanishes. As `he` for what is no matrix.
  ///
  /// Saxe, McClelland, Ganguli: *Exact solutions to the nonlinear dynamics of learning in deep linear neural
  /// networks*, arXiv:1312.6120; for recurrent weights Arjovsky, Shah, Bengio, arXiv:1511.06464.
  case orthogonal

  /// A bias of an LSTM's four gates: 1 for the second, which forgets, and 0 for the others.
  ///
  /// Jozefowicz, Zaremba, Sutskever: *An Empirical Exploration of Recurrent Network Architectures*, ICML 2015.
  case forgetGate

  /// A new tensor of `shape`, drawn from `random` in row-major order.
  package func tensor(_ shape: Shape, random: inout RandomSource) -> Tensor {
    switch self {
    case .zeros: return Tensor(shape, repeating: 0)
    case .ones: return Tensor(shape, repeating: 1)
    case .he, .whitening:
      return normal(shape, variance: 2 / Float(fans(shape).input), random: &random)
    case .identity:
      let drawn = normal(shape, variance: 2 / Float(fans(shape).input), random: &random)
      guard shape.rank == 4 else { return drawn }
      var elements = drawn.elements
      let (inputs, area) = (shape[1], shape[2] * shape[3])
      for output in 0..<min(shape[0], inputs) {
        let row = output * inputs * area
        for index in row..<row + inputs * area { elements[index] = 0 }
        elements[row + output * area + shape[2] / 2 * shape[3] + shape[3] / 2] = 1
      }
      return Tensor(shape, elements)
    case .orthogonal: return orthogonal(shape, random: &random)
    case .forgetGate:
      let gate = shape.count / 4..<shape.count / 2
      return Tensor(shape, (0..<shape.count).map { gate.contains($0) ? 1 : 0 })
    case .heFanOut: return normal(shape, variance: 2 / Float(fans(shape).output), random: &random)
    case .glorot:
      let fans = fans(shape)
      let bound = (6 / Float(fans.input + fans.output)).squareRoot()
      return Tensor(shape, (0..<shape.count).map { _ in bound * (2 * random.uniform() - 1) })
    }
  }

  private func normal(_ shape: Shape, variance: Float, random: inout RandomSource) -> Tensor {
    let deviation = variance.squareRoot()
    return Tensor(shape, (0..<shape.count).map { _ in deviation * random.normal() })
  }

  private func fans(_ shape: Shape) -> (input: Int, output: Int) {
    guard shape.rank >= 2 else { return (shape.count, shape.count) }
    let receptive = shape.dimensions.dropFirst(2).reduce(1, *)
    return (shape[1] * receptive, shape[0] * receptive)
  }
}

extension RandomSource {
  /// A number from the standard normal distribution.
  ///
  /// Box and Muller, *A Note on the Generation of Random Normal Deviates*, 1958; the second number of each
  /// pair is not kept, so that one call is always two draws.
  public mutating func normal() -> Float {
    // 53 bits, shifted into 0 < u ≤ 1 so that the logarithm is finite.
    let radius = Double((next() >> 11) + 1) * 0x1p-53
    let angle = Double(next() >> 11) * 0x1p-53
    return Float((-2 * Foundation.log(radius)).squareRoot() * Foundation.cos(2 * .pi * angle))
  }
}
