import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Compares what a network computes, forward and backward, with the naive reference and its numerical gradient.
///
/// A bug that spares single elements hides from a sample, and one that moves two elements in opposite ways from
/// a sum; so small parameters are checked element by element, large ones at spread elements and along one
/// random direction, which involves every element at once.
struct GradientCheck {
  let name: String
  let trial: Trial
  let random = RandomSource(seed: 99)

  private static let sampleLimit = 24

  init(_ name: String, _ trial: Trial) {
    self.name = name
    self.trial = trial
  }

  /// Single precision kernels against double precision.
  ///
  /// Central differences in double
  /// precision with h = 1e-6 are good to about 1e-9 and do not count. Gradients that cancel to zero (a bias
  /// before a normalisation) keep rounding of the terms that cancelled, hence the floor.
  func expectAgreement(
    _ tolerance: Tolerance = Tolerance(3e-5, floor: 0.03), forward forwardTolerance: Tolerance = .chain
  ) throws {
    let outcome = try trial.train(random: random)
    let reference = ReferenceRun(
      batch: trial.batch, isTraining: true,
      parameters: trial.parameters.mapValues { $0.elements.map(Double.init) },
      draws: try Draws.of(trial.network, batch: trial.batch, random: random))
    let input = trial.input.map(Double.init)

    var forward = reference
    let logits = trial.network.reference(input, &forward).last ?? []
    expectClose(outcome.logits, logits, forwardTolerance, "\(name): logits")
    let losses = trial.network.referenceLosses(
      input, targets: trial.targets.map(Double.init), trial.loss, reference)
    expectClose(outcome.losses, losses, forwardTolerance, "\(name): losses")
    for spec in trial.network.parameters where !spec.isTrainable {
      expectClose(
        outcome.parameters[spec.name]?.elements ?? [], forward.parameters[spec.name] ?? [], .chain,
        "\(name): \(spec.name) after a step")
    }

    #expect(
      Set(outcome.gradients.keys) == Set(trial.network.parameters.filter(\.isTrainable).map(\.name)),
      "\(name)")
    let largest = outcome.gradients.values.reduce(0) {
      max($0, $1.elements.map { Double(abs($0)) }.max() ?? 0)
    }
    for (parameter, gradient) in outcome.gradients.sorted(by: { $0.key < $1.key }) {
      check(gradient, of: parameter, input, reference, tolerance, largest: largest)
    }
  }

  private func check(
    _ gradient: Tensor, of parameter: String, _ input: [Double], _ reference: ReferenceRun,
    _ tolerance: Tolerance,
    largest: Double
  ) {
    let values = reference.parameters[parameter] ?? []
    func meanLoss(_ values: [Double]) -> Double {
      var run = reference
      run.parameters[parameter] = values
      let losses = trial.network.referenceLosses(
        input, targets: trial.targets.map(Double.init), trial.loss, run)
      return losses.reduce(0, +) / Double(losses.count)
    }
    let spread = max(1, values.count / GradientCheck.sampleLimit)
    let sample = Array(stride(from: 0, to: values.count, by: spread)) + [values.count - 1]
    let numerical = numericalGradient(
      of: { (sampled: [Double]) in
        var moved = values
        for (position, index) in sample.enumerated() { moved[index] = sampled[position] }
        return meanLoss(moved)
      }, at: sample.dropLast().map { values[$0] } + [values[values.count - 1]], step: 1e-6)
    // A gradient that cancels to nothing, as that of a bias before a normalisation, keeps the rounding of its terms.
    let cancels = numerical.allSatisfy { abs($0) < 1e-8 }
    let tolerance = cancels ? Tolerance(tolerance.share, floor: max(tolerance.floor, largest)) : tolerance
    // The last element is in the sample twice where the stride hits it: the second write wins, so drop the first.
    let distinct = sample.indices.filter { !($0 < sample.count - 1 && sample[$0] == values.count - 1) }
    expectClose(
      distinct.map { gradient.elements[sample[$0]] }, distinct.map { numerical[$0] }, tolerance,
      "\(name): gradient of \(parameter) at \(distinct.map { sample[$0] })")

    guard spread > 1 else { return }
    var stream = RandomSource(seed: 5).stream(parameter)
    let direction = values.map { _ in stream.next() & 1 == 0 ? 1.0 : -1.0 }
    let along = numericalGradient(
      of: { step in meanLoss(zip(values, direction).map { $0 + step[0] * $1 }) }, at: [0], step: 1e-7)[0]
    let product = zip(gradient.elements, direction).reduce(0) { $0 + Double($1.0) * $1.1 }
    // The rounding of each element adds up as a random walk does.
    let bound = tolerance.bound(for: gradient.elements.map(Double.init)) * Double(values.count).squareRoot()
    #expect(
      abs(product - along) <= bound,
      "\(name): gradient of \(parameter) along a direction is \(product), expected \(along) ± \(bound)")
  }
}

/// The random draws of a network's nodes, read off networks that show them.
///
/// A node's draws depend on its name, the stream of the run and the number of elements alone, so a network of
/// that one node, fed with a constant, shows what it draws in any other.
enum Draws {
  static func of(_ network: Network, batch: Int, random: RandomSource) throws -> [String: [Double]] {
    var draws: [String: [Double]] = [:]
    for (index, node) in network.nodes.enumerated() {
      let shape = network.inputShapes(of: index)[0]
      switch node.operation {
      case .dropout:
        let output = try run(node, shape, constant: 1, batch, random)
        draws[node.name] = output.map { $0 == 0 ? 0 : 1 }
      case .add(let sum) where sum.dropRate > 0:
        // With ones on both sides it is one where the branch is left out.
        let output = try run(node, shape, constant: 1, batch, random)
        draws[node.name] = output.map { $0 == 1 ? 0 : 1 }
      case .activation(.noisyReLU):
        // At 8 the rectifier never cuts, and ε = (y − 8) / √σ(8).
        let output = try run(node, shape, constant: 8, batch, random)
        draws[node.name] = output.map { (Double($0) - 8) / 0.9998322864686063 }
      default: break
      }
    }
    return draws
  }

  private static func run(
    _ node: Node, _ shape: Shape, constant: Float, _ batch: Int, _ random: RandomSource
  ) throws -> [Float] {
    let network = try Network(
      input: shape,
      nodes: [
        Node(name: node.name, operation: node.operation, inputs: node.inputs.map { _ in .input })
      ])
    var trial = Trial(network, batch: batch)
    trial.input = trial.input.map { _ in constant }
    return try trial.train(random: random).logits
  }
}
