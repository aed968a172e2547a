import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Heads that learn from ever more images, each scored on the part that scores the run.
struct HeadLearningCurve {
  private let training: HeadTraining

  init(_ training: HeadTraining) { self.training = training }

  /// Images a class; what the data has less of comes last, once.
  private static let sizes = [10, 25, 50, 100, 250, 500, 1000, 2500, 5000]
  /// Up to this size images are drawn so often; larger draws differ less and cost more.
  private static let (smallSize, smallDraws, largeDraws) = (100, 5, 2)

  /// The curve; nil where the data has no part that was not learned from.
  func perform(_ monitor: RunMonitor) throws -> LearningCurve? {
    let (data, source) = (training.data, training.source)
    let (pixels, part) = data.scored
    guard part != .training else { return nil }
    let scored = try source.samples(of: pixels, monitor)
    let all = try source.samples(of: data.training, views: training.views, monitor)
    var members = Array(repeating: [Int](), count: data.split.classes.count)
    for (position, label) in all.labels.enumerated() { members[label].append(position) }
    let least = members.map(\.count).min() ?? 0
    let sizes = HeadLearningCurve.sizes.filter { $0 < least } + [least]
    let random = RandomSource(seed: training.recipe.seed)
    var points: [LearningCurve.Point] = []
    for size in sizes {
      let isAll = size == least
      let draws =
        isAll
        ? 1
        : size <= HeadLearningCurve.smallSize
          ? HeadLearningCurve.smallDraws : HeadLearningCurve.largeDraws
      var accuracies: [Double] = []
      var images = 0
      for draw in 0..<draws {
        try monitor.requireGoingOn()
        monitor.advance("learning from \(size) images a class", draw, of: draws)
        // The last point is of all images, be there more of some class.
        let positions =
          isAll
          ? Array(all.labels.indices)
          : members.enumerated().flatMap { label, positions in
            var stream = random.stream("learning curve", size, draw, label)
            return Array(positions.shuffled(using: &stream).prefix(size))
          }.sorted()
        images = positions.count
        var logistic = LogisticHead(classes: data.split.classes)
        logistic.classWeights = training.recipe.classWeights
        logistic.seed = training.recipe.seed
        let fit = try logistic.fit(all.subset(positions), validation: nil)
        accuracies.append(fit.head.accuracy(on: scored))
      }
      points.append(
        LearningCurve.Point(
          imagesPerClass: size, images: images, accuracies: accuracies, scored: scored.labels.count))
    }
    return LearningCurve(points: points, part: part.rawValue)
  }
}

extension LearningCurve {
  /// Writes `learning_curve.json`.
  func write(to folder: RunFolder) throws {
    try JSONDocument.write(self, to: folder.path(of: .learningCurve))
  }
}
