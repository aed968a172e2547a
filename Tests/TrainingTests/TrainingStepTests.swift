import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaNetworks
import Synchronization
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Training steps")
struct TrainingStepTests {
  private static let network: Network = {
    var builder = NetworkBuilder(input: [6])
    builder.append(.linear(5), name: "first")
    builder.append(.batchNormalization, name: "norm")
    builder.append(.activation(.relu), name: "relu")
    builder.append(.linear(3), name: "head")
    guard let network = try? builder.build() else { preconditionFailure("shapes fit") }
    return network
  }()

  private static func batch(_ samples: Range<Int>) -> (inputs: [Float], labels: [Int]) {
    let inputs = samples.flatMap { n in (0..<6).map { Float(sin(Double(n * 6 + $0) * 1.7)) } }
    return (inputs, samples.map { $0 % 3 })
  }

  /// Two learners in two threads that meet at each step: the mean of the gradients of both, weighted by samples.
  private final class Meeting: GradientExchange, @unchecked Sendable {
    // Guarded by `lock`; a learner waits until the other one has come and both have read.
    private let lock = NSCondition()
    private var sums: [Double] = []
    private var samples = 0
    private var here = 0
    private var left = 0

    func average(_ gradients: UnsafeMutableBufferPointer<Float>, samples count: Int) throws {
      lock.lock()
      defer { lock.unlock() }
      while left > 0 { lock.wait() }
      if here == 0 { sums = Array(repeating: 0, count: gradients.count) }
      for i in gradients.indices { sums[i] += Double(count) * Double(gradients[i]) }
      samples += count
      here += 1
      if here == 2 {
        left = 2
        lock.broadcast()
      }
      while left == 0 { lock.wait() }
      for i in gradients.indices { gradients[i] = Float(sums[i] / Double(samples)) }
      left -= 1
      if left == 0 {
        (here, samples) = (0, 0)
        lock.broadcast()
      }
    }
  }

  /// Parts of unlike size, with statistics kept so that a batch is no more than its samples.
  @Test func twoLearnersAreOneOnAllSamples() throws {
    let recipe = Recipe(
      optimizer: .adamW(), groups: [ParameterGroup(prefix: "norm.", keepsStatistics: true)],
      weightDecay: 0.01, clipNorm: 0.5, averageDecay: 0.9, seed: 5)
    let alone = try TrainingStep(Self.network, batch: 12, recipe: recipe, precision: .f32)
    let meeting = Meeting()
    let pair = try (0..<2).map { _ in
      let step = try TrainingStep(Self.network, batch: 8, recipe: recipe, precision: .f32)
      step.exchange = meeting
      return step
    }
    for number in 0..<4 {
      let start = number * 12
      let (inputs, labels) = Self.batch(start..<start + 12)
      _ = try alone.add(inputs, labels: labels)
      try alone.update(learningRate: 0.05)
    }
    let failures = Mutex<[String]>([])
    withExtendedLifetime(pair) {
      let work = UncheckedPair(pair)
      DispatchQueue.concurrentPerform(iterations: 2) { index in
        do {
          for number in 0..<4 {
            let start = number * 12
            let part = index == 0 ? start..<start + 8 : start + 8..<start + 12
            let (inputs, labels) = Self.batch(part)
            _ = try work.steps[index].add(inputs, labels: labels)
            try work.steps[index].update(learningRate: 0.05)
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let (first, second) = (try pair[0].parameters, try pair[1].parameters)
    #expect(first == second)
    for (name, tensor) in try alone.parameters {
      expectClose(first[name]?.elements ?? [], tensor.elements.map(Double.init), .chain, name)
    }
    #expect(pair[0].steps == 4)
  }

  /// Each is used by one thread.
  private struct UncheckedPair: @unchecked Sendable {
    let steps: [TrainingStep]
    init(_ steps: [TrainingStep]) { self.steps = steps }
  }

  @Test func anExchangeThatFailsChangesNothing() throws {
    struct Lost: Error {}
    final class Broken: GradientExchange {
      func average(_ gradients: UnsafeMutableBufferPointer<Float>, samples: Int) throws { throw Lost() }
    }
    let step = try TrainingStep(Self.network, batch: 3, recipe: Recipe())
    let (inputs, labels) = Self.batch(0..<3)
    _ = try step.add(inputs, labels: labels)
    step.exchange = Broken()
    let before = try step.parameters
    #expect(throws: Lost.self) { try step.update(learningRate: 0.1) }
    #expect(try step.parameters == before)
    #expect(step.steps == 0)
  }

  @Test func weightsFromOutsideAreWhereItBegins() throws {
    let other = Self.network.initialParameters(random: RandomSource(seed: 77))
    let initial = other.filter { $0.key.hasPrefix("first.") }
    let step = try TrainingStep(Self.network, batch: 3, recipe: Recipe(averageDecay: 0.9), initial: initial)
    let own = try TrainingStep(Self.network, batch: 3, recipe: Recipe(averageDecay: 0.9))
    for (name, tensor) in try step.parameters {
      #expect(try tensor == (initial[name] ?? own.parameters[name]), "\(name)")
    }
    #expect(initial["first.weight"] != (try own.parameters["first.weight"]))
    #expect(try step.average?.tensors() == step.parameters)

    let unknown = #expect(throws: ExecutionError.self) {
      _ = try TrainingStep(
        Self.network, batch: 3, recipe: Recipe(), initial: ["second.weight": Tensor([1], [0])])
    }
    #expect(unknown == .unexpectedParameter("second.weight"))
    let shape = #expect(throws: ExecutionError.self) {
      _ = try TrainingStep(
        Self.network, batch: 3, recipe: Recipe(), initial: ["first.bias": Tensor([2], [0, 0])])
    }
    #expect(shape == .parameterShape("first.bias", expected: [5], received: [2]))
  }

  @Test(arguments: [Optimizer.sgd(momentum: 0), .adamW(), .lamb(), .muon(), .rmsProp()])
  func groupsMoveAtTheirOwnRate(_ optimizer: Optimizer) throws {
    func moved(_ groups: [ParameterGroup]) throws -> [String: [Float]] {
      let recipe = Recipe(optimizer: optimizer, groups: groups, weightDecay: 0.1)
      let step = try TrainingStep(Self.network, batch: 6, recipe: recipe, precision: .f32)
      let before = try step.parameters
      let (inputs, labels) = Self.batch(0..<6)
      _ = try step.add(inputs, labels: labels)
      try step.update(learningRate: 0.01)
      let after = try step.parameters
      return before.reduce(into: [:]) { result, entry in
        result[entry.key] = zip(after[entry.key]?.elements ?? [], entry.value.elements).map { $0 - $1 }
      }
    }
    let full = try moved([])
    let slow = try moved([
      ParameterGroup(prefix: "first", rate: 0.5), ParameterGroup(prefix: "first.bias", rate: 0),
      .frozen("norm."),
    ])
    func expected(_ name: String) -> [Double] { (full[name] ?? []).map { Double($0) } }
    // Statistics are kept, so gradients before the normalisation differ; for these only whether they move is asked.
    #expect(slow["first.bias"]?.allSatisfy { $0 == 0 } == true)
    #expect(slow["first.weight"]?.contains { $0 != 0 } == true)
    for name in ["norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"] {
      #expect(slow[name]?.allSatisfy { $0 == 0 } == true, "\(name)")
      #expect(full[name]?.contains { $0 != 0 } == true, "\(name)")
    }
    let half = try moved([ParameterGroup(prefix: "head", rate: 0.5)])
    for (name, change) in half {
      let scale = name.hasPrefix("head") ? 0.5 : 1
      expectClose(change, expected(name).map { $0 * scale }, Tolerance(1e-4), name)
    }
  }

  @Test func groupsAreChecked() {
    let error = #expect(throws: TrainingError.self) {
      try Recipe(groups: [ParameterGroup(prefix: "head", rate: -1)]).validate()
    }
    #expect(
      error
        == .recipe(
          field: "rate of the group 'head'", expected: "a number of 0 or more", received: "-1.0"))
  }

  @Test func theLongestPrefixCounts() {
    let groups = [
      ParameterGroup(prefix: "", rate: 0.1), ParameterGroup(prefix: "head.", rate: 1),
      ParameterGroup(prefix: "head.bias", rate: 2),
    ]
    func rate(_ name: String, isFrozen: Bool = false) -> Float {
      groups.rate(of: ParameterSpec(name, [1], role: .weight, initializer: .zeros, isFrozen: isFrozen))
    }
    #expect(rate("stem.weight") == 0.1 && rate("head.weight") == 1 && rate("head.bias") == 2)
    #expect(rate("head.weight", isFrozen: true) == 0)
  }
}
