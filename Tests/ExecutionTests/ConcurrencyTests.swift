import FoveaExecution
import FoveaNetworks
import Testing

/// One executable in several threads, each with a context of its own.
struct ConcurrencyTests {
  @Test func contextsInSeveralThreadsGiveEqualResults() async throws {
    let network = try Architecture(named: "cnn").network(input: [3, 16, 16], classes: 4)
    let executable = try Executable(network, batch: 2)
    let trials = (0..<6).map { Trial(network, batch: 2, seed: UInt64($0)) }
    try executable.parameters.load(trials[0].parameters)
    let alone = try trials.map { try $0.infer(executable).logits }

    let together = try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
      for (index, trial) in trials.enumerated() {
        group.addTask {
          let context = try executable.makeInferenceContext(batch: 2)
          var outputs: [[Float]] = []
          for _ in 0..<5 {
            _ = context.input.update(fromContentsOf: trial.input)
            try context.run()
            outputs.append(Array(context.logits))
          }
          return (index, outputs)
        }
      }
      var results: [Int: [[Float]]] = [:]
      for try await (index, outputs) in group { results[index] = outputs }
      return results
    }
    for index in trials.indices {
      for output in try #require(together[index]) { #expect(output == alone[index], "thread \(index)") }
    }
  }
}
