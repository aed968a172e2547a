import FoveaEvaluation
import Testing

@Suite("Numbers and words in sentences")
struct SentenceTests {
  @Test(
    "one of a thing is one",
    arguments: [(0, "0 images"), (1, "1 image"), (2, "2 images"), (1234, "1,234 images")])
  func counts(count: Int, text: String) { #expect(Sentence.count(count, "image") == text) }

  @Test("a plural of its own") func classes() {
    #expect(Sentence.count(1, "class", "classes") == "1 class")
    #expect(Sentence.count(3, "class", "classes") == "3 classes")
  }

  @Test(
    "a share is rounded to 0 and 100 only where it is there",
    arguments: [
      (0, "0.00"), (1, "100.00"), (0.99996, "99.99"), (0.99994, "99.99"), (0.00001, "0.01"), (0.5, "50.00"),
      (0.1234, "12.34"),
    ])
  func shares(share: Double, text: String) { #expect(TextNumber.hundredfold(share, 2) == text) }

  @Test("sets that hold all classes say why")
  func conformal() {
    let few = ConformalScores(scores: [0.9, 0.8, 0.7])
    #expect(few.leastProbability(coverage: 0.9) == 0 && few.isTooSmall(forCoverage: 0.9))
    // Enough of them, and a fifth has a probability of 0 for the true class.
    let sure = ConformalScores(scores: (0..<100).map { $0 < 20 ? 0 : 0.9 })
    #expect(sure.leastProbability(coverage: 0.9) == 0 && !sure.isTooSmall(forCoverage: 0.9))
    #expect(!few.isTooSmall(forCoverage: 0.5) && few.leastProbability(coverage: 0.5) == 0.8)
  }

  @Test("a curve that goes up and down has no more points than it may have")
  func thinnedCurve() {
    let points = (0...10_000).map { step -> Curve.Point in
      Curve.Point(x: Double(step) / 10_000, y: step % 2 == 0 ? 0.4 : 0.6)
    }
    for limit in [2, 3, 50, 400] {
      let thinned = Curve(points: points).thinned(to: limit).points
      #expect(thinned.count <= limit, "\(thinned.count) for \(limit)")
      #expect(thinned.first == points.first && thinned.last == points.last)
    }
    let straight = (0...1000).map { Curve.Point(x: Double($0) / 1000, y: Double($0) / 1000) }
    #expect(abs(Curve(points: straight).thinned(to: 102).points.count - 101) <= 1)
    #expect(Curve(points: straight).thinned(to: 5000).points == straight)
  }
}
