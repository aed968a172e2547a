package import FoveaNetworks

/// What the naive reference knows beside the network: it computes in double precision, row-major, the batch
/// outermost, one sample after the other, as the formulas in the layers' comments say.
package struct ReferenceRun: Sendable {
  package let batch: Int
  package let isTraining: Bool
  package var parameters: [String: [Double]]
  /// The draws of nodes that are random while training, by node: for dropout 1 where an element is kept, else 0;
  /// for noisy ReLU ε.
  package var draws: [String: [Double]]
  /// Batch normalisations that use their running statistics while training.
  package var keptStatistics: Set<String> = []
  /// Outputs of nodes that are given, not computed.
  package var given: [String: [Double]] = [:]

  package init(
    batch: Int, isTraining: Bool, parameters: [String: [Double]], draws: [String: [Double]] = [:]
  ) {
    self.batch = batch
    self.isTraining = isTraining
    self.parameters = parameters
    self.draws = draws
  }

  func parameter(_ node: String, _ name: String) -> [Double] { parameters["\(node).\(name)"] ?? [] }
}

extension Network {
  /// The output of every node for `input`, `[N, …]`; running statistics move in `run` while training.
  package func reference(_ input: [Double], _ run: inout ReferenceRun) -> [[Double]] {
    var values: [[Double]] = []
    for (index, node) in nodes.enumerated() {
      let inputs = node.inputs.map { source in
        switch source {
        case .input: input
        case .node(let index): values[index]
        }
      }
      values.append(
        run.given[node.name]
          ?? node.operation.reference(inputs, inputShapes(of: index), node: node.name, &run))
    }
    return values
  }

  /// Each sample's loss for `input` and `targets`, `[N, classes]`.
  package func referenceLosses(
    _ input: [Double], targets: [Double], _ loss: Loss, _ run: ReferenceRun
  ) -> [Double] {
    var run = run
    let logits = reference(input, &run).last ?? []
    return (0..<targets.count / classCount).map { n in
      loss.reference(
        Array(logits[n * output.count..<(n + 1) * output.count]),
        target: Array(targets[n * classCount..<(n + 1) * classCount]))
    }
  }
}
