import Foundation
import FoveaExecution
import FoveaNetworks

/// Runs a network over samples of its own kind of numbers, in batches.
final class NetworkRunner {
  let network: Network
  private let executable: Executable
  private let request: PlanRequest
  private let port: PlanPort

  private static let batch = 64

  /// - Parameter node: the node whose output is wanted; that of the network where nil.
  init(_ network: Network, parameters: [String: Tensor], node: String? = nil) throws {
    self.network = network
    port = node.map { .output($0) } ?? .logits
    request = node.map { PlanRequest(.inference, outputs: [$0]) } ?? .inference
    executable = try Executable(network, batch: 1, request)
    try executable.parameters.load(parameters)
  }

  /// The outputs of each input.
  func outputs(of inputs: [[Float]]) throws -> [[Float]] {
    var outputs: [[Float]] = []
    outputs.reserveCapacity(inputs.count)
    let taken = network.input.count
    for start in stride(from: 0, to: inputs.count, by: NetworkRunner.batch) {
      let part = inputs[start..<min(inputs.count, start + NetworkRunner.batch)]
      let context = try executable.context(batch: part.count)
      for (position, input) in part.enumerated() {
        precondition(input.count == taken, "expected \(taken) numbers, received \(input.count)")
        for (index, value) in input.enumerated() { context.input[position * taken + index] = value }
      }
      try context.run()
      let values = context[port]
      let given = values.count / part.count
      for position in 0..<part.count {
        outputs.append(Array(values[position * given..<(position + 1) * given]))
      }
    }
    return outputs
  }
}

/// ln p − ln (1 − p) of a class, from logits.
enum LogOdds {
  static func value(_ logits: [Float], of target: Int) -> Float {
    if logits.count == 1 { return target == 1 ? logits[0] : -logits[0] }
    let others = logits.indices.filter { $0 != target }.map { Double(logits[$0]) }
    let top = others.max() ?? 0
    let sum = others.reduce(0) { $0 + exp($1 - top) }
    return Float(Double(logits[target]) - top - log(sum))
  }

  /// Its derivative with respect to each logit: 1 for the class, −softmax over the others for these.
  static func gradient(_ logits: [Float], of target: Int) -> [Float] {
    if logits.count == 1 { return [target == 1 ? 1 : -1] }
    let top = logits.indices.filter { $0 != target }.map { Double(logits[$0]) }.max() ?? 0
    let shares = logits.indices.map { $0 == target ? 0 : exp(Double(logits[$0]) - top) }
    let sum = shares.reduce(0, +)
    return logits.indices.map { $0 == target ? 1 : Float(-shares[$0] / sum) }
  }
}
