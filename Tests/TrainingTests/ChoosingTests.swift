import Foundation
import FoveaDatasets
import FoveaNetworks
import Testing

@testable import FoveaTraining

@Suite("Sweep over learning rates") struct LearningRateSweepTests {
  @Test func ratesGrowByOneFactor() {
    let sweep = LearningRateSweep(low: 1e-4, high: 1, steps: 5)
    let rates = (0..<5).map { sweep.learningRate(at: $0) }
    for (rate, expected) in zip(rates, [1e-4, 1e-3, 1e-2, 1e-1, 1] as [Float]) {
      #expect(abs(rate / expected - 1) < 1e-6)
    }
  }

  @Test func lossesAreSmoothedWithoutABias() {
    var sweep = LearningRateSweep(low: 1e-4, high: 1, steps: 5)
    let goesOn = [4, 2].map { sweep.record(loss: $0) }
    #expect(goesOn == [true, true])
    // (0.95 · 4 + 2) / 1.95
    #expect(abs(sweep.points[0].smoothedLoss - 4) < 1e-12)
    #expect(abs(sweep.points[1].smoothedLoss - 5.8 / 1.95) < 1e-12)
  }

  @Test func endsWhereTheLossRunsAway() {
    var sweep = LearningRateSweep(steps: 50)
    let goesOn = (Array(repeating: 1, count: 10) + [1000, .nan]).map { sweep.record(loss: $0) }
    #expect(goesOn == Array(repeating: true, count: 10) + [false, false])
    #expect(sweep.points.count == 11)
  }

  /// A loss that falls from 2 to 1 around `middle` and rises beyond `edge`, as functions of the rate.
  private func curve(middle: Double, edge: Double) -> LearningRateSweep {
    var sweep = LearningRateSweep()
    for step in 0..<sweep.steps {
      let place = log10(Double(sweep.learningRate(at: step)))
      let fall = 1 / (1 + exp(4 * (place - log10(middle))))
      let rise = exp(6 * (place - log10(edge)))
      if !sweep.record(loss: 1 + fall + rise) { break }
    }
    return sweep
  }

  @Test func suggestsTheSteepestDescent() throws {
    let sweep = curve(middle: 1e-3, edge: 10)
    let suggestion = try #require(sweep.suggestion)
    // Smoothing looks back: it lags by up to an order of magnitude, and never runs ahead.
    #expect(suggestion >= 1e-3 && suggestion < 1e-2)
    let shifted = try #require(curve(middle: 1e-4, edge: 10).suggestion)
    #expect(abs(suggestion / shifted - 10) < 2)
  }

  @Test func staysBelowTheLowestLoss() throws {
    let sweep = curve(middle: 1e-2, edge: 3e-2)
    let lowest = try #require(sweep.lowest)
    let suggestion = try #require(sweep.suggestion)
    #expect(suggestion <= lowest.learningRate / 10)
  }

  @Test func aLossThatNeverFallsSuggestsNothing() {
    var sweep = LearningRateSweep()
    for step in 0..<sweep.steps where !sweep.record(loss: 1 + Double(step) / 10) { break }
    #expect(sweep.suggestion == nil)
    #expect(LearningRateSweep().suggestion == nil)
  }

  @Test func aTrainerFollowsIt() throws {
    let trainer = try Problem().trainer(
      Recipe(epochs: 60, batchSize: .samples(6), optimizer: .sgd(momentum: 0)), validation: false)
    var steps = 0
    let sweep = try trainer.run(LearningRateSweep(low: 1e-5, high: 1e4, steps: 60)) { sweep in
      steps += 1
      return sweep.points.count == steps
    }
    #expect(sweep.points.count == steps && steps > 20)
    #expect(sweep.points.map(\.learningRate) == (0..<steps).map { sweep.learningRate(at: $0) })
    let suggestion = try #require(sweep.suggestion)
    #expect(suggestion > 1e-4 && suggestion < 100)
  }

  @Test func itsLossesAreThoseOfTheSteps() throws {
    // At a rate of nearly nothing every epoch has the same mean, whatever its batches.
    let trainer = try Problem().trainer(Recipe(epochs: 8, batchSize: .all), validation: false)
    let sweep = try trainer.run(LearningRateSweep(low: 1e-20, high: 1e-18, steps: 8))
    let losses = sweep.points.map(\.loss)
    #expect(losses.count == 8)
    #expect((losses.max() ?? 1) - (losses.min() ?? 0) < 0.3)
    // Dropout makes each epoch another one; a sum in place of a mean would be twenty times as large.
    #expect(losses.allSatisfy { $0 > 0.2 && $0 < 2 })
  }
}

@Suite("Successive halving") struct SuccessiveHalvingTests {
  @Test func roundsKeepAThird() {
    #expect(SuccessiveHalving(candidates: 27).rounds == [27, 9, 3])
    #expect(SuccessiveHalving(candidates: 9).rounds == [9, 3])
    #expect(SuccessiveHalving(candidates: 5).rounds == [5])
    #expect(SuccessiveHalving(candidates: 6).rounds == [6, 2])
    #expect(SuccessiveHalving(candidates: 8, reduction: 2).rounds == [8, 4, 2])
    #expect(SuccessiveHalving(candidates: 27).trials == 39)
  }

  @Test func everyRoundHasTheSameBudget() throws {
    #expect(SuccessiveHalving(candidates: 9).shares(of: 30) == [3, 10])
    #expect(SuccessiveHalving(candidates: 9).shares(of: 8) == nil)
    let (plan, shares) = try #require(SuccessiveHalving.fitting(60, atMost: 27))
    // 27 candidates in three rounds would have less than an epoch each.
    #expect(plan.rounds == [20, 6, 2] && shares == [1, 3, 10])
    #expect(SuccessiveHalving.fitting(1, atMost: 27) == nil)
    #expect(SuccessiveHalving.fitting(2, atMost: 27)?.plan.rounds == [2])
    for total in 2..<400 {
      let (plan, shares) = try #require(SuccessiveHalving.fitting(total, atMost: 27))
      #expect(zip(plan.rounds, shares).reduce(0) { $0 + $1.0 * $1.1 } <= total)
    }
  }

  @Test func theBestGoOnAndOneIsLeft() {
    var seen: [[Int]] = [[], [], []]
    let plan = SuccessiveHalving(candidates: 27)
    let (winner, isComplete) = plan.run(shares: [1, 3, 9]) { candidate, round, share in
      seen[round].append(candidate)
      #expect(share == [1, 3, 9][round])
      // The best in the end is fifth in the first round.
      let score = round == 0 && candidate == 20 ? 22.5 : candidate == 20 ? 100 : Double(candidate)
      return SuccessiveHalving.Result(candidate: candidate, score: score, loss: 0)
    }
    #expect(isComplete && winner?.candidate == 20)
    #expect(seen[0] == Array(0..<27))
    #expect(seen[1] == [26, 25, 24, 23, 20, 22, 21, 19, 18])
    #expect(seen[2] == [20, 26, 25])
  }

  @Test func equalScoresGoByLossThenByNumber() {
    let (winner, _) = SuccessiveHalving(candidates: 4).run(shares: [1]) { candidate, _, _ in
      SuccessiveHalving.Result(candidate: candidate, score: 1, loss: [3, 2, 2, 5][candidate])
    }
    #expect(winner?.candidate == 1)
  }

  @Test func timeThatEndsLeavesTheBestOfTheLastRound() {
    var count = 0
    let (winner, isComplete) = SuccessiveHalving(candidates: 6).run(shares: [1, 3]) { candidate, round, _ in
      count += 1
      return count > 7 ? nil : .init(candidate: candidate, score: Double(candidate), loss: 0)
    }
    #expect(!isComplete && winner?.candidate == 5 && count == 8)
    let (none, _) = SuccessiveHalving(candidates: 3).run(shares: [1]) { _, _, _ in nil }
    #expect(none == nil)
  }
}

@Suite("Recipes that a search tries") struct RecipeSearchTests {
  private let start = Recipe(learningRate: 0.01, weightDecay: 1e-3)
  private let mlp = Architecture.mlp(MultilayerPerceptron(hidden: [64, 32]))

  @Test func theFirstIsWhereItStartsFrom() {
    let first = RecipeSearch(from: start, mlp, seed: 3).candidate(0)
    #expect(first.recipe == start && first.architecture == mlp)
  }

  @Test func candidatesDependOnSeedAndNumberAlone() {
    let (a, b) = (RecipeSearch(from: start, mlp, seed: 3), RecipeSearch(from: start, mlp, seed: 4))
    #expect((0..<20).map(a.candidate) == (0..<20).reversed().map(a.candidate).reversed())
    #expect((1..<20).map(a.candidate) != (1..<20).map(b.candidate))
  }

  @Test func theyStayWithinBounds() {
    let candidates = (1..<200).map(RecipeSearch(from: start, mlp, seed: 0).candidate)
    #expect(candidates.allSatisfy { (0.00099...0.101).contains($0.recipe.learningRate) })
    #expect(candidates.contains { $0.recipe.learningRate < 0.002 })
    #expect(candidates.contains { $0.recipe.learningRate > 0.05 })
    let decays = candidates.map(\.recipe.weightDecay)
    #expect(decays.allSatisfy { $0 == 0 || (0.99e-5...1.01e-2).contains($0) })
    #expect((25...75).contains(decays.count { $0 == 0 }))
    let widths = Set(
      candidates.map { candidate -> [Int] in
        if case .mlp(let definition) = candidate.architecture { return definition.hidden }
        return []
      })
    #expect(widths == [[32, 16], [64, 32], [128, 64]])
    #expect(
      Set(candidates.map(\.recipe.augmentation)) == Set(Augmentation.Preset.allCases.map(Augmentation.init)))
    #expect(candidates.allSatisfy { (try? $0.recipe.validate()) != nil })
  }

  @Test func whatIsFixedStays() {
    let search = RecipeSearch(from: start, mlp, fixed: [.learningRate, .width, .augmentation], seed: 0)
    for number in 1..<30 {
      let candidate = search.candidate(number)
      #expect(candidate.architecture == mlp && candidate.recipe.learningRate == start.learningRate)
      #expect(candidate.recipe.augmentation == start.augmentation)
    }
  }
}
