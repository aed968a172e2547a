import FoveaNetworks

/// Nodes that one kernel computes together: a head, and what follows it without anybody else looking between.
///
/// Pure: it knows the graph, nothing of kernels or memory.
struct FusionGroup: Hashable, Sendable {
  let head: Int
  /// The batch normalisation that is folded into the head's weights; at inference only.
  var normalization: Int?
  /// The addition whose other side the head's result is added to; at inference only.
  var addition: Int?
  /// The activation applied to the result before it is written.
  var activation: Int?

  /// The node whose output the group delivers.
  var tail: Int { activation ?? addition ?? normalization ?? head }

  var nodes: [Int] { [head] + [normalization, addition, activation].compactMap(\.self) }

  init(head: Int) { self.head = head }
}

extension FusionGroup {
  /// Every node in one group, in an order in which each group comes after all that it takes: that of its tail.
  static func groups(of network: Network, _ request: PlanRequest) -> [FusionGroup] {
    let graph = Consumers(network, request)
    // An addition whose other side somebody reads later cannot be done in place; then it stays alone.
    var refused: Set<Int> = []
    while true {
      let groups = groups(of: network, graph, refused: refused, request)
      let late = groups.filter { $0.overwritesWhatIsReadLater(in: network, graph, groups) }
      guard !late.isEmpty else { return groups }
      refused.formUnion(late.compactMap(\.addition))
    }
  }

  private static func groups(
    of network: Network, _ graph: Consumers, refused: Set<Int>, _ request: PlanRequest
  ) -> [FusionGroup] {
    var taken: Set<Int> = []
    var groups: [FusionGroup] = []
    // Only what nobody goes back through may vanish inside of a kernel, and only running statistics can be folded.
    let isFinal = request.mode == .inference && !request.differentiates
    for index in network.nodes.indices where !taken.contains(index) {
      var group = FusionGroup(head: index)
      let next = { (group: FusionGroup) in
        graph.only(after: group.tail).flatMap { taken.contains($0) ? nil : $0 }
      }
      let head = network.nodes[index].operation
      if head.takesFoldedNormalization, isFinal, let next = next(group),
        case .batchNormalization = network.nodes[next].operation
      {
        group.normalization = next
      }
      if head.isConvolution, isFinal, let next = next(group), !refused.contains(next),
        case .add = network.nodes[next].operation, group.canAdd(at: next, in: network)
      {
        group.addition = next
      }
      if let next = next(group), case .activation(let function) = network.nodes[next].operation,
        head.takes(function, request)
      {
        group.activation = next
      }
      taken.formUnion(group.nodes)
      groups.append(group)
    }
    return groups.sorted { $0.tail < $1.tail }
  }

  /// Whether the other side of the addition is a buffer of its own, which the sum may be written over.
  private func canAdd(at addition: Int, in network: Network) -> Bool {
    let others = network.nodes[addition].inputs.filter { $0 != .node(tail) }
    guard others.count == 1, case .node(let source) = others[0] else { return false }
    return !network.nodes[source].operation.isViewOfItsInput
  }

  private func overwritesWhatIsReadLater(
    in network: Network, _ graph: Consumers, _ groups: [FusionGroup]
  ) -> Bool {
    guard case .node(let source)? = otherSide(in: network) else { return false }
    return graph.after(source).contains { reader in
      reader != addition && !groups.contains { $0.nodes.contains(reader) && $0.tail < tail }
    }
  }

  /// The side of the addition that does not come from the head.
  func otherSide(in network: Network) -> Source? {
    guard let addition else { return nil }
    return network.nodes[addition].inputs.first { $0 != .node(normalization ?? head) }
  }
}

/// Who takes each node's output.
private struct Consumers {
  private var nodes: [[Int]]

  init(_ network: Network, _ request: PlanRequest) {
    nodes = Array(repeating: [], count: network.nodes.count)
    for (index, node) in network.nodes.enumerated() {
      for case .node(let source) in node.inputs { nodes[source].append(index) }
    }
    // The caller reads the last one, and what it asked for.
    nodes[network.nodes.count - 1].append(network.nodes.count)
    for (index, node) in network.nodes.enumerated() where request.isRead(node.name) {
      nodes[index].append(network.nodes.count)
    }
  }

  func after(_ node: Int) -> [Int] { nodes[node] }

  /// The only node that takes the output of `node`; nil unless there is exactly one.
  func only(after node: Int) -> Int? {
    guard nodes[node].count == 1, nodes[node][0] < nodes.count else { return nil }
    return nodes[node][0]
  }
}

extension NodeOperation {
  /// Whether its kernel computes this activation as well.
  ///
  /// While training the gradient of a fused activation has only the result to be computed from.
  fileprivate func takes(_ activation: Activation, _ request: PlanRequest) -> Bool {
    guard let function = activation.elementwise(isTraining: request.mode == .training) else { return false }
    switch self {
    case .convolution, .linear, .add: return !request.differentiates || function.gradientUsesResult
    // The kernel of batch normalisation knows no other.
    case .batchNormalization: return function == .relu(slope: 0)
    case .transposedConvolution, .activation, .dropout, .layerNormalization, .pooling, .globalPooling,
      .upsampling, .meanOverTokens, .flatten, .multiply, .concatenate, .sequence, .recurrent:
      return false
    }
  }
}
