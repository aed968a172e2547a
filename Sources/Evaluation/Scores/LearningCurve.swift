import Foundation

/// How the accuracy grows with the number of images that are learned from.
package struct LearningCurve: Hashable, Sendable, Encodable {
  /// The score for one number of images.
  package struct Point: Hashable, Sendable, Encodable {
    /// Images of each class, of the rarest class at least so many.
    package let imagesPerClass: Int
    /// Images in all.
    package let images: Int
    /// Mean over the draws, 0 to 1.
    package let accuracy: Double
    /// 95 %: the draw of training images and the number of images that score, both.
    package let interval: ConfidenceInterval
    /// How often images were drawn.
    package let draws: Int

    enum CodingKeys: String, CodingKey {
      case accuracy, interval, draws, images
      case imagesPerClass = "images_per_class"
    }

    /// - Parameters:
    ///   - accuracies: that of each draw.
    ///   - scored: how many images each is a share of.
    package init(imagesPerClass: Int, images: Int, accuracies: [Double], scored: Int) {
      self.imagesPerClass = imagesPerClass
      self.images = images
      let count = Double(accuracies.count)
      let mean = accuracies.reduce(0, +) / count
      let variance = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
      let wilson = ConfidenceInterval.wilson(
        successes: Int((mean * Double(scored)).rounded()), trials: scored)
      // Both are sources of their own, so their squares add.
      let spread = 1.959963984540054 * variance.squareRoot()
      func reach(_ side: Double) -> Double { (side * side + spread * spread).squareRoot() }
      accuracy = mean
      interval = ConfidenceInterval(
        low: max(0, mean - reach(mean - wilson.low)), high: min(1, mean + reach(wilson.high - mean)))
      draws = accuracies.count
    }
  }

  /// Fewest images first.
  package let points: [Point]
  /// The part that scores.
  package let part: String

  package init(points: [Point], part: String) { (self.points, self.part) = (points, part) }

  /// The accuracy that twice as many images as the last point has are expected to give; nil where that cannot be told.
  ///
  /// The error is taken to fall with a power of the number of images, which is fitted to the last three points: Hestness et
  /// al., *Deep Learning Scaling is Predictable, Empirically*, arXiv:1712.00409.
  package var withTwiceAsMany: Double? {
    let last = points.suffix(3).filter { $0.accuracy < 1 }
    guard let end = points.last, end.accuracy < 1, last.count >= 2 else { return nil }
    let (x, y) = (last.map { log(Double($0.images)) }, last.map { log(1 - $0.accuracy) })
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    guard spread > 0 else { return nil }
    let slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
    // A curve that does not fall says nothing of more images.
    return slope < 0 ? 1 - (1 - end.accuracy) * pow(2, slope) : nil
  }

  /// The curve for people, a line a point.
  package var lines: [String] {
    points.map {
      "\(Sentence.count($0.imagesPerClass, "image")) a class: accuracy \(TextNumber.percent($0.accuracy)) (95 % interval \(TextNumber.percent($0.interval)))"
        + ($0.draws > 1 ? ", mean of \($0.draws) draws" : "")
    } + [expectation].compactMap { $0 }
  }

  /// What more images would bring, in a sentence.
  package var expectation: String? {
    withTwiceAsMany.map {
      "twice as many images are expected to give about \(TextNumber.percent($0)), if the error goes on to fall as it did"
    }
  }
}
