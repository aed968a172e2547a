extension ConfusionMatrix {
  /// The scores of each class, in the order of `classes`.
  package func scores(named classes: [String]) -> [ClassScores] {
    precondition(classes.count == classCount, "expected \(classCount) class names, received \(classes.count)")
    let supports = supports
    let predicted = predictedCounts
    return classes.indices.map { index in
      ClassScores(
        name: classes[index], correct: self[label: index, predicted: index], support: supports[index],
        predicted: predicted[index])
    }
  }

  /// Cohen's kappa, agreement beyond chance: 1 − (1 − pₒ) / (1 − pₑ) with pₑ = Σ rᵢ cᵢ / N².
  ///
  /// Nil where chance alone agrees fully, which is when every sample is of one class and predicted so.
  /// Source: Cohen, *A Coefficient of Agreement for Nominal Scales*, 1960, doi:10.1177/001316446002000104.
  package var cohenKappa: Double? {
    let marginals = marginals
    let byChance = marginals.samples * marginals.samples - marginals.supportsByPredicted
    guard byChance > 0 else { return nil }
    return 1 - marginals.samples * (marginals.samples - marginals.correct) / byChance
  }

  /// Matthews' correlation of truth and prediction for any number of classes, R_K; with two classes it is φ.
  ///
  /// (N·Σ Cᵢᵢ − Σ rᵢ cᵢ) / √((N² − Σ cᵢ²) (N² − Σ rᵢ²)), with r the sums of rows and c those of columns. Nil where
  /// all samples are of one class or all are predicted as one, a correlation with a constant; scikit-learn
  /// gives 0 there. Source: Gorodkin, *Comparing two K-category assignments by a K-category correlation
  /// coefficient*, 2004, doi:10.1016/j.compbiolchem.2004.09.006.
  package var matthewsCorrelation: Double? {
    let marginals = marginals
    let all = marginals.samples * marginals.samples
    let ofPrediction = all - marginals.predictedSquared
    let ofTruth = all - marginals.supportsSquared
    guard ofPrediction > 0, ofTruth > 0 else { return nil }
    let covariance = marginals.correct * marginals.samples - marginals.supportsByPredicted
    return covariance / (ofPrediction * ofTruth).squareRoot()
  }

  private struct Marginals {
    var samples = 0.0
    var correct = 0.0
    var supportsByPredicted = 0.0
    var supportsSquared = 0.0
    var predictedSquared = 0.0
  }

  /// The sums that both coefficients are made of; exact up to 2^26 samples, as their squares fit a `Double`.
  private var marginals: Marginals {
    var marginals = Marginals(samples: Double(total), correct: Double(correct))
    for (support, predicted) in zip(supports, predictedCounts) {
      marginals.supportsByPredicted += Double(support) * Double(predicted)
      marginals.supportsSquared += Double(support) * Double(support)
      marginals.predictedSquared += Double(predicted) * Double(predicted)
    }
    return marginals
  }
}
