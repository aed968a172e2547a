import FoveaExecution
import FoveaNetworks

/// Grad-CAM: the last feature maps of a network, weighted by how much a class depends on each.
///
/// With feature maps A of shape [C, H, W], weights α_k = mean over places of ∂z/∂A_k, and the map
/// ReLU(Σ α_k A_k); z is the log-odds of the class. Source: Selvaraju et al., *Grad-CAM*, 2017, arXiv:1610.02391.
final class ClassActivation {
  private let context: ExecutionContext
  private let node: String
  private let shape: Shape

  /// Nil for a network without feature maps that everything after them depends on.
  init?(_ bundle: ModelBundle) throws {
    let network = bundle.network
    guard network.hasConvolutions, let index = ClassActivation.lastMaps(of: network) else { return nil }
    node = network.nodes[index].name
    shape = network.shapes[index]
    let executable = try Executable(
      network, batch: 1,
      PlanRequest(.inference, gradient: .caller, outputs: [node], gradients: [node]))
    try executable.parameters.load(bundle.parameters)
    context = try executable.context(batch: 1)
  }

  /// The last node that gives maps of more than one place and through which everything goes.
  private static func lastMaps(of network: Network) -> Int? {
    network.nodes.indices.reversed().first { index in
      let shape = network.shapes[index]
      guard shape.rank == 3, shape[1] * shape[2] > 1, index + 1 < network.nodes.count else { return false }
      return network.nodes[(index + 1)...].allSatisfy { node in
        node.inputs.allSatisfy { if case .node(let source) = $0 { source >= index } else { false } }
      }
    }
  }

  func heatmap(_ input: [Float], target: Int) throws -> Heatmap {
    _ = context.input.update(fromContentsOf: input)
    try context.runForward()
    let slopes = LogOdds.gradient(Array(context.logits), of: target)
    _ = context[.outputGradient].update(fromContentsOf: slopes)
    try context.runBackward()
    let (maps, gradients) = (context[.output(node)], context[.gradient(node)])
    let (channels, height, width) = (shape[0], shape[1], shape[2])
    let places = height * width
    var sums = [Float](repeating: 0, count: places)
    for channel in 0..<channels {
      let values = channel * places..<(channel + 1) * places
      let weight = values.reduce(0) { $0 + gradients[$1] } / Float(places)
      for place in 0..<places { sums[place] += weight * maps[values.lowerBound + place] }
    }
    return Heatmap(width: width, height: height, values: sums.map { max(0, $0) })
  }
}

extension Network {
  /// Whether any node slides a kernel over a picture.
  var hasConvolutions: Bool {
    nodes.contains(where: \.operation.isConvolution)
  }
}
