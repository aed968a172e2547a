import Testing

@testable import FoveaEvaluation

@Suite("Learning curves")
struct LearningCurveTests {
  private func point(_ images: Int, _ accuracies: [Double], scored: Int = 1000) -> LearningCurve.Point {
    LearningCurve.Point(imagesPerClass: images / 2, images: images, accuracies: accuracies, scored: scored)
  }

  @Test func theIntervalHasBothSources() {
    let steady = point(20, [0.9, 0.9, 0.9])
    let wilson = ConfidenceInterval.wilson(successes: 900, trials: 1000)
    #expect(abs(steady.interval.low - wilson.low) < 1e-12 && abs(steady.interval.high - wilson.high) < 1e-12)
    let drawn = point(20, [0.88, 0.9, 0.92])
    #expect(abs(drawn.accuracy - 0.9) < 1e-12 && drawn.interval.low < 0.9 - 1.95 * 0.02)
    #expect(point(20, [1, 1]).interval.high == 1)
  }

  @Test func moreImagesFollowAPowerOfTheirNumber() throws {
    // The error is 2 / n.
    let curve = LearningCurve(points: [20, 40, 80].map { point($0, [1 - 2 / Double($0)]) }, part: "test")
    #expect(abs(try #require(curve.withTwiceAsMany) - (1 - 2 / 160.0)) < 1e-9)
    #expect(
      curve.lines.last
        == "twice as many images are expected to give about 98.75 %, if the error goes on to fall as it did")
    #expect(curve.lines[0].hasPrefix("10 images a class: accuracy 90.00 % (95 % interval 87.98 to 91.71 %)"))
    #expect(LearningCurve(points: [point(20, [0.9]), point(40, [0.8])], part: "test").withTwiceAsMany == nil)
    #expect(LearningCurve(points: [point(20, [0.9]), point(40, [1])], part: "test").withTwiceAsMany == nil)
  }
}
