import Foundation
import Synchronization

/// Picks the algorithm of each convolution: the one chosen before, else the fastest, measured once a machine.
///
/// Where only one algorithm has code for a shape nothing is measured.
package final class Tuner: Sendable {
  private let state: Mutex<KernelChoices>
  /// Where measurements are remembered; nil takes the first algorithm instead of measuring.
  private let memory: TuningMemory?
  private let tiles: Tiles

  /// When convolutions are computed on tiles, and maxima of 2×2 pixels, by loops of our own.
  package enum Tiles: Sendable {
    case never
    /// By a rule of their shape.
    case whereWorthwhile
    /// Wherever there is code for them, for tests.
    case always
  }

  private init(choices: KernelChoices, memory: TuningMemory?, tiles: Tiles) {
    state = Mutex(choices)
    self.memory = memory
    self.tiles = tiles
  }

  var allowsTiles: Bool { tiles != .never }
  var requiresTiles: Bool { tiles == .always }

  /// Measures what neither `choices` nor `memory` knows.
  package convenience init(measuringInto memory: TuningMemory, choices: KernelChoices = KernelChoices()) {
    self.init(choices: choices, memory: memory, tiles: .whereWorthwhile)
  }

  /// Measures nothing: takes `choices`, and the direct algorithm for everything else.
  package convenience init(
    fixed choices: KernelChoices = KernelChoices(), tiles: Tiles = .whereWorthwhile
  ) {
    self.init(choices: choices, memory: nil, tiles: tiles)
  }

  /// What was picked wherever there was a choice.
  package var choices: KernelChoices { state.withLock { $0 } }

  /// The kernel that `make` makes with the algorithm picked for `key`.
  func pick(
    _ key: String, _ make: (ConvolutionAlgorithm) throws(ExecutionError) -> Kernel
  ) throws(ExecutionError) -> Kernel {
    if let chosen = state.withLock({ $0[key] }), let kernel = try? make(chosen) { return kernel }
    let direct = try make(.direct)
    guard let memory else { return direct }
    var candidates: [(algorithm: ConvolutionAlgorithm, kernel: Kernel)] = [(.direct, direct)]
    for algorithm in ConvolutionAlgorithm.allCases where algorithm != .direct {
      if let kernel = try? make(algorithm) { candidates.append((algorithm, kernel)) }
    }
    guard candidates.count > 1 else { return direct }
    let algorithm = try memory.algorithm(for: key) { () throws(ExecutionError) in
      var fastest = (algorithm: ConvolutionAlgorithm.direct, seconds: Double.infinity)
      for candidate in candidates {
        let seconds = try candidate.kernel.medianSeconds()
        // A difference within the noise is no reason to leave the algorithm that rounds least.
        if seconds < fastest.seconds * 0.95 { fastest = (candidate.algorithm, seconds) }
      }
      return fastest.algorithm
    }
    state.withLock { $0[key] = algorithm }
    return candidates.first { $0.algorithm == algorithm }?.kernel ?? direct
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
