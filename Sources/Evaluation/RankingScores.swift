/// How well the probability of the positive class ranks positive samples above negative ones.
struct RankingScores {
  /// Area under the ROC curve: the chance that a positive sample ranks above a negative one.
  ///
  /// Ties count half, as midranks do. Nil unless both classes have samples.
  let rocAUC: Double?

  /// Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct thresholds from high to low.
  ///
  /// It does not interpolate. Nil without a positive sample; scikit-learn gives 0 there.
  let averagePrecision: Double?

  /// Ranks the samples of predictions of two classes, of which the second is the positive one.
  init(_ predictions: Predictions) {
    precondition(predictions.classCount == 2, "expected 2 classes, received \(predictions.classCount)")
    var samples: [(score: Float, isPositive: Bool)] = []
    samples.reserveCapacity(predictions.sampleCount)
    predictions.forEachSample { _, label, probabilities in samples.append((probabilities[1], label == 1)) }
    samples.sort { $0.score > $1.score }

    var positives = 0
    var negatives = 0
    var pairsRanked = 0.0
    var precisionSum = 0.0
    var start = 0
    while start < samples.count {
      // One step for all samples of equal score: none of them can be told from another by a threshold.
      var tiedPositives = 0
      var end = start
      while end < samples.count, samples[end].score == samples[start].score {
        tiedPositives += samples[end].isPositive ? 1 : 0
        end += 1
      }
      let tiedNegatives = end - start - tiedPositives
      pairsRanked += Double(tiedNegatives) * (Double(positives) + Double(tiedPositives) / 2)
      positives += tiedPositives
      negatives += tiedNegatives
      precisionSum += Double(tiedPositives) * Double(positives) / Double(end)
      start = end
    }
    rocAUC = positives == 0 || negatives == 0 ? nil : pairsRanked / (Double(positives) * Double(negatives))
    averagePrecision = positives == 0 ? nil : precisionSum / Double(positives)
  }
}
