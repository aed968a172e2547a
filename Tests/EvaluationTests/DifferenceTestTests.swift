import Testing

@testable import FoveaEvaluation

@Suite("Paired tests agree with their definitions and SciPy")
struct DifferenceTestTests {
  private let golden: ComparisonGolden

  init() throws { golden = try ComparisonGolden.read() }

  private func expectEqual(_ test: MeasureTest?, _ expected: ComparisonGolden.Test) throws {
    let test = try #require(test)
    let interval = try #require(test.interval)
    let pValue = try #require(test.pValue)
    #expect(abs(try #require(test.difference) - expected.difference) < 1e-9)
    #expect(abs(interval.low - max(-1, expected.low)) < 1e-8, "\(test.measure)")
    #expect(abs(interval.high - expected.high) < 1e-8, "\(test.measure)")
    #expect(abs(pValue - expected.pValue) < 1e-8 * max(expected.pValue, 1e-6), "\(test.measure): \(pValue)")
  }

  @Test("areas by DeLong, log loss and Brier score by the paired t test")
  func measures() throws {
    #expect(golden.problems.count == 6)
    for problem in golden.problems {
      let classes = (0..<problem.classes).map { "class \($0)" }
      let comparison = try ComparisonExample.comparison(
        classes, problem.labels, [problem.first, problem.second])
      let contrast = comparison.contrasts[0]
      try expectEqual(contrast[.rocAUC], problem.rocAuc)
      try expectEqual(contrast[.logLoss], problem.logLoss)
      try expectEqual(contrast[.brier], problem.brier)
      for (scores, area) in zip(comparison.scores, problem.areas) {
        #expect(abs(try #require(scores.rocAUC) - area) < 1e-12)
      }
      // The scores of the comparison are those of evaluating alone.
      for (entry, scores) in zip(comparison.entries, comparison.scores) {
        let area = problem.classes == 2 ? entry.result.rocAUC : entry.result.macroROCAUC
        #expect(abs(try #require(area) - (scores.rocAUC ?? 0)) < 1e-12)
        #expect(abs(entry.result.brier - scores.brier) < 1e-12)
      }
    }
  }

  @Test("the error of a mean of areas is that of drawing samples anew within their classes")
  func bootstrapError() {
    let checked = golden.problems.compactMap { problem in
      problem.bootstrapError.map { abs($0 / problem.error - 1) }
    }
    #expect(checked.count == 2)
    #expect(checked.allSatisfy { $0 < 0.1 })
  }

  @Test("Student's distribution")
  func student() {
    for problem in golden.student {
      let value = StudentDistribution.twoSided(problem.t, degrees: problem.degrees)
      #expect(
        abs(value - problem.pValue) <= 1e-9 * problem.pValue, "\(problem.t), \(problem.degrees): \(value)")
    }
    for problem in golden.quantiles {
      let value = StudentDistribution.quantile(tail: 0.05, degrees: problem.degrees)
      #expect(abs(value / problem.value - 1) < 1e-9, "\(problem.degrees): \(value)")
    }
  }

  @Test("the order of the models is a sign")
  func antisymmetry() throws {
    let problem = golden.problems[1]
    let (classes, both) = (["no", "yes"], [problem.first, problem.second])
    let forth = try ComparisonExample.comparison(classes, problem.labels, both).contrasts[0]
    let back = try ComparisonExample.comparison(classes, problem.labels, both.reversed()).contrasts[0]
    for (a, b) in zip(forth.tests, back.tests) {
      #expect(a.pValue == b.pValue && a.difference == b.difference.map { -$0 })
    }
    #expect(forth[.rocAUC]?.outcome == .better && back[.rocAUC]?.outcome == .worse)
    #expect(forth[.logLoss]?.outcome == .better && back[.logLoss]?.outcome == .worse)
  }

  @Test("where there is no test, the reason is said")
  func untested() throws {
    let one = try ComparisonExample.comparison(
      ["a", "b"], [0, 1], [[0.5, 0.5, 0.5, 0.5], [0.9, 0.1, 0.2, 0.8]])
    #expect(
      one.contrasts[0][.rocAUC]?.reason
        == "a class has 1 image, fewer than the 10 that DeLong's test needs")
    #expect(one.contrasts[0][.rocAUC]?.outcome == .untested)
    let alone = DifferenceTest.ofMeans([1], [2])
    #expect(alone.pValue == nil && alone.difference == 1 && alone.reason == "one image is too few")
    let constant = DifferenceTest.ofMeans([1, 2, 3], [2, 3, 4])
    #expect(constant.pValue == nil && constant.reason == "the difference is the same for every image")
    let same = DifferenceTest.ofMeans([1, 2], [1, 2])
    #expect(same.pValue == 1 && same.difference == 0 && same.reason == nil)
    // A perfect ranking against a constant one: nothing varies that a deviation could be estimated from.
    let labels = (0..<40).map { $0 % 2 }
    let perfect = labels.flatMap { label -> [Float] in label == 0 ? [0.9, 0.1] : [0.1, 0.9] }
    let flat = [Float](repeating: 0.5, count: 80)
    let extreme = try ComparisonExample.comparison(["a", "b"], labels, [flat, perfect]).contrasts[0]
    #expect(abs((extreme[.rocAUC]?.difference ?? 0) - 0.5) < 1e-12 && extreme[.rocAUC]?.outcome == .untested)
    // Only one class: no area, and the rest is tested.
    let single = try ComparisonExample.comparison(
      ["a"], of: ["a", "b"], [0, 0, 0], [[0.5, 0.5, 0.6, 0.4, 0.7, 0.3], [0.8, 0.2, 0.9, 0.1, 0.9, 0.1]])
    #expect(single.contrasts[0][.rocAUC]?.reason == "every image is of one class")
    #expect(single.contrasts[0][.logLoss]?.pValue != nil)
    #expect(single.textReport().hasPrefix("3 images of 1 class, test part\n"))
  }
}
