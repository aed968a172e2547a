extension ModelComparison {
  /// What is compared of one model: numbers for each sample.
  struct Candidate {
    /// The class that it predicts at its own threshold, as an index of the comparison's classes; −1 for any other.
    let answers: [Int]
    /// The same by name.
    let names: [String]
    /// The class that it predicts at 0.5.
    let answersAtHalf: [Int]
    /// The threshold where it is not 0.5, with the class that it is of.
    let ownRule: Rule?
    let scores: Scores
    private let losses: [Double]
    private let squares: [Double]
    private let ranking: RankingShares?

    struct Rule: Hashable {
      let positive: String
      let threshold: Double
    }

    /// - Parameter isPair: whether every model of the comparison has two classes.
    init(_ predictions: Predictions, threshold: Double?, classes: [String], labels: [Int], isPair: Bool) {
      let own = DecisionRule(threshold: threshold)
      let half = DecisionRule(threshold: predictions.classCount == 2 ? 0.5 : nil)
      let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
      let known = predictions.classes.map { positions[$0] ?? -1 }
      let outcomes = predictions.outcomes(by: own)
      answers = outcomes.map { known[Int($0.predicted)] }
      names = outcomes.map { predictions.classes[Int($0.predicted)] }
      answersAtHalf = predictions.outcomes(by: half).map { known[Int($0.predicted)] }
      ownRule = threshold.flatMap {
        $0 == 0.5 ? nil : Rule(positive: predictions.classes[1], threshold: $0)
      }
      losses = outcomes.map(\.loss)
      squares = outcomes.map { $0.squaredError / (isPair ? 2 : 1) }
      let columns = classes.map { name in predictions.classes.firstIndex(of: name) ?? 0 }
      ranking = RankingShares(
        labels: labels, classCount: classes.count,
        curves: isPair && classes.count == 2 ? [1] : Array(classes.indices)
      ) { sample, index in
        predictions.probabilities[sample * predictions.classCount + columns[index]]
      }
      let right = zip(answersAtHalf, labels).count { $0 == $1 }
      scores = Scores(
        accuracyAtHalf: TwoClassScores.Share(
          value: Double(right) / Double(labels.count),
          interval: .wilson(successes: right, trials: labels.count)
        ),
        rocAUC: ranking?.area, brier: squares.reduce(0, +) / Double(labels.count))
    }

    /// Every measure of another model against this one.
    func tests(
      against other: Candidate, _ paired: PairedComparison, labels: [Int], classes: [String], atHalf: Bool
    ) -> [MeasureTest] {
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      return ComparisonMeasure.allCases.compactMap { measure in
        switch measure {
        case .accuracy: return MeasureTest(measure, paired, samples: labels.count)
        case .accuracyAtHalf:
          guard atHalf else { return nil }
          let paired = PairedComparison(
            labels: labels, classes: classes, first: answersAtHalf, second: other.answersAtHalf)
          return MeasureTest(measure, paired, samples: labels.count)
        case .rocAUC:
          return MeasureTest(
            measure, scores.rocAUC, other.scores.rocAUC,
            ranking.flatMap { first in other.ranking.map { .ofAreas(first, $0) } })
        case .logLoss:
          return MeasureTest(measure, mean(losses), mean(other.losses), .ofMeans(losses, other.losses))
        case .brier:
          return MeasureTest(measure, mean(squares), mean(other.squares), .ofMeans(squares, other.squares))
        }
      }
    }
  }
}
