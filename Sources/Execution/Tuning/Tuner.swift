import Foundation
import Synchronization

/// Picks the algorithm of each convolution: the one chosen before, else the fastest, measured once a machine.
///
/// Where only one algorithm has code for a shape nothing is measured. Choices that another machine made are made anew.
package final class Tuner: Sendable {
  /// How an algorithm is chosen among those that have code for a shape.
  typealias Choice =
    @Sendable (_ key: String, _ candidates: [(ConvolutionAlgorithm, Kernel)]) throws(ExecutionError)
    -> ConvolutionAlgorithm

  private let state: Mutex<KernelChoices>
  /// Nil takes the direct algorithm.
  private let choice: Choice?
  private let ownLoops: OwnLoops

  /// When Winograd convolution, 2×2 max pooling and gradients by AMX are computed by loops of our own.
  package enum OwnLoops: Sendable {
    case never
    /// By a rule of their shape.
    case whereWorthwhile
    /// Wherever there is code for them, for tests.
    case always
  }

  init(choices: KernelChoices = KernelChoices(), ownLoops: OwnLoops = .whereWorthwhile, choice: Choice?) {
    state = Mutex(choices.areOfThisMachine ? choices : KernelChoices())
    self.choice = choice
    self.ownLoops = ownLoops
  }

  var allowsOwnLoops: Bool { ownLoops != .never }
  var requiresOwnLoops: Bool { ownLoops == .always }

  /// Measures what neither `choices` nor `memory` knows.
  package convenience init(measuringInto memory: TuningMemory, choices: KernelChoices = KernelChoices()) {
    self.init(choices: choices) { (key, candidates) throws(ExecutionError) in
      try memory.algorithm(for: key) { () throws(ExecutionError) in try Tuner.fastest(of: candidates) }
    }
  }

  /// Measures nothing: takes `choices`, and the direct algorithm for everything else.
  package convenience init(
    fixed choices: KernelChoices = KernelChoices(), ownLoops: OwnLoops = .whereWorthwhile
  ) {
    self.init(choices: choices, ownLoops: ownLoops, choice: nil)
  }

  /// What was picked wherever there was a choice.
  package var choices: KernelChoices { state.withLock { $0 } }

  /// The kernel that `make` makes with the algorithm picked for `key`.
  func pick(
    _ key: String, _ make: (ConvolutionAlgorithm) throws(ExecutionError) -> Kernel
  ) throws(ExecutionError) -> Kernel {
    if let chosen = state.withLock({ $0[key] }), let kernel = try? make(chosen) { return kernel }
    let direct = try make(.direct)
    guard let choice else { return direct }
    var candidates = [(ConvolutionAlgorithm.direct, direct)]
    for algorithm in ConvolutionAlgorithm.allCases where algorithm != .direct {
      if let kernel = try? make(algorithm) { candidates.append((algorithm, kernel)) }
    }
    guard candidates.count > 1 else { return direct }
    let algorithm = try choice(key, candidates)
    state.withLock { $0[key] = algorithm }
    return candidates.first { $0.0 == algorithm }?.1 ?? direct
  }

  private static func fastest(
    of candidates: [(ConvolutionAlgorithm, Kernel)]
  ) throws(ExecutionError) -> ConvolutionAlgorithm {
    var fastest = (algorithm: ConvolutionAlgorithm.direct, seconds: Double.infinity)
    for (algorithm, kernel) in candidates {
      let seconds = try kernel.medianSeconds()
      // A difference within the noise is no reason to leave the algorithm that rounds least.
      if seconds < fastest.seconds * 0.95 { fastest = (algorithm, seconds) }
    }
    return fastest.algorithm
  }
}

extension Kernel {
  /// The median time of a run on memory of its own.
  fileprivate func medianSeconds(runs: Int = 5) throws(ExecutionError) -> Double {
    let roles: [Role] = [
      .source, .destination, .weights, .bias, .scratchpad, .sourceGradient, .destinationGradient,
      .weightsGradient, .biasGradient,
    ]
    var memories: [AlignedMemory] = []
    var arguments: [(role: Role, layout: Layout, address: UnsafeMutableRawPointer)] = []
    for role in roles {
      guard let layout = try optionalLayout(role) else { continue }
      let memory = try AlignedMemory(bytes: layout.bytes)
      memories.append(memory)
      arguments.append((role, layout, memory.address))
    }
    let bound = try BoundKernel(self, engine: try Engine.shared(), arguments: arguments)
    try bound.run()
    var times: [Double] = []
    for _ in 0..<runs {
      let start = DispatchTime.now().uptimeNanoseconds
      try bound.run()
      times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    }
    _ = memories  // until here
    return times.sorted()[runs / 2]
  }
}
