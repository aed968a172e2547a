import FoveaEvaluation
import Testing

/// A small generator, so that the properties below hold for the same draws everywhere.
private struct Draws: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
  }
}

@Suite("Answering only where sure enough")
struct SelectionTests {
  /// Three classes of which the true one is drawn by the probabilities themselves: a calibrated model.
  private func sample(_ count: Int, seed: UInt64, sharpness: Int = 3) throws -> Predictions {
    var draws = Draws(state: seed)
    var (labels, probabilities): ([Int], [Float]) = ([], [])
    for _ in 0..<count {
      let weights = (0..<3).map { _ in Float.random(in: 0.001...1, using: &draws) }.map { weight in
        (1..<sharpness).reduce(weight) { power, _ in power * weight }
      }
      let sum = weights.reduce(0, +)
      let row = weights.map { $0 / sum }
      let point = Float.random(in: 0..<1, using: &draws)
      labels.append(point < row[0] ? 0 : point < row[0] + row[1] ? 1 : 2)
      probabilities += row
    }
    return try Predictions(classes: ["a", "b", "c"], labels: labels, probabilities: probabilities)
  }

  private func outcomes(_ predictions: Predictions) throws -> [SampleOutcome] {
    predictions.outcomes(by: try DecisionRule(classCount: predictions.classCount))
  }

  @Test("risk and coverage by hand")
  func byHand() throws {
    let predictions = try Predictions(
      classes: ["a", "b"], labels: [0, 1, 0, 0],
      probabilities: [0.9, 0.1, 0.8, 0.2, 0.8, 0.2, 0.6, 0.4])
    let curve = RiskCoverage(try outcomes(predictions))
    #expect(curve.points.map(\.answered) == [1, 3, 4])
    #expect(curve.points.map(\.wrong) == [0, 1, 1])
    #expect(curve.points.map(\.confidence) == [0.9, 0.8, 0.6])
    #expect(curve.area == (0 + 2 / 3.0 + 1 / 4.0) / 4)
    #expect(curve.lowestRisk == 2 / 5.0)
    #expect(curve.widest(risk: 0.5)?.answered == 4)
    #expect(curve.widest(risk: 0.4)?.answered == 4)
    #expect(curve.widest(risk: 0.39) == nil)
    #expect(curve.thinned(to: 2).points.map(\.answered) == [1, 4])
  }

  @Test("the risk that is asked for is kept on new samples, on average", arguments: [0.02, 0.05, 0.1])
  func riskIsKept(risk: Double) throws {
    var (answered, wrong) = (0, 0)
    for trial in 0..<60 {
      let curve = RiskCoverage(try outcomes(sample(300, seed: UInt64(trial), sharpness: 8)))
      guard let point = curve.widest(risk: risk) else { continue }
      for outcome in try outcomes(sample(300, seed: UInt64(trial) + 1000, sharpness: 8))
      where outcome.confidence >= point.confidence {
        answered += 1
        wrong += outcome.isCorrect ? 0 : 1
      }
    }
    #expect(answered > 5000)
    #expect(Double(wrong) / Double(answered) < risk * 1.15)
  }

  @Test("prediction sets hold the true class as often as asked for", arguments: [0.8, 0.9, 0.95])
  func coverageIsKept(coverage: Double) throws {
    var (held, all, size) = (0, 0, 0)
    for trial in 0..<60 {
      let scores = ConformalScores(try outcomes(sample(200, seed: UInt64(trial) + 7)))
      let least = scores.leastProbability(coverage: coverage)
      let fresh = try sample(200, seed: UInt64(trial) + 2000)
      for (index, label) in fresh.labels.enumerated() {
        let set = ConformalScores.set(
          of: Array(fresh.probabilities[3 * index..<3 * index + 3]), leastProbability: least)
        held += set.contains(label) ? 1 : 0
        size += set.count
        all += 1
      }
    }
    let share = Double(held) / Double(all)
    #expect(share > coverage - 0.01 && share < coverage + 0.03, "\(share)")
    #expect(Double(size) / Double(all) < 3)
  }

  @Test("prediction sets by hand")
  func setsByHand() {
    let scores = ConformalScores(scores: (1...19).map { Float($0) / 20 })
    // 20 · 0.1 = 2: the second smallest of 19.
    #expect(scores.leastProbability(coverage: 0.9) == 0.1)
    #expect(scores.leastProbability(coverage: 0.95) == 0.05)
    #expect(scores.leastProbability(coverage: 0.99) == 0)
    #expect(ConformalScores.set(of: [0.2, 0.5, 0.3], leastProbability: 0.25) == [1, 2])
    #expect(ConformalScores.set(of: [0.2, 0.5, 0.3], leastProbability: 0.9) == [1])
    #expect(ConformalScores.set(of: [0.2, 0.5, 0.3], leastProbability: 0) == [1, 2, 0])
  }

  @Test("many scores are kept as fewer, on the safe side")
  func manyScores() {
    let all = (0..<30_000).map { Float($0) / 30_000 }
    let scores = ConformalScores(scores: all)
    for coverage in [0.5, 0.9, 0.95, 0.999] {
      let exact = all[Int(30_001 * (1 - coverage) + 1e-9) - 1]
      let kept = scores.leastProbability(coverage: coverage)
      #expect(kept <= exact && kept > exact - 0.001)
    }
  }
}
