extension ConfusionMatrix {
  /// The scores of each class, in the order of `classes`; `rankings` has one for each class, or none.
  package func scores(named classes: [String], rankings: [ClassRanking] = []) -> [ClassScores] {
    precondition(classes.count == classCount, "expected \(classCount) class names, received \(classes.count)")
    let (supports, predicted, total) = (supports, predictedCounts, total)
    return classes.indices.map { index in
      ClassScores(
        name: classes[index], correct: self[label: index, predicted: index], support: supports[index],
        predicted: predicted[index], total: total, ranking: rankings.isEmpty ? nil : rankings[index])
    }
  }

  /// Cohen's kappa, agreement beyond chance: 1 − (1 − pₒ) / (1 − pₑ) with pₑ = Σ rᵢ cᵢ / N².
  ///
  /// Nil where chance alone agrees fully, which is when every sample is of one class and predicted so.
  /// Source: Cohen, *A Coefficient of Agreement for Nominal Scales*, 1960, doi:10.1177/001316446002000104.
  package var cohenKappa: Double? {
    marginals.cohenKappa
  }

  /// Matthews' correlation of truth and prediction for any number of classes, R_K; with two classes it is φ.
  ///
  /// (N·Σ Cᵢᵢ − Σ rᵢ cᵢ) / √((N² − Σ cᵢ²) (N² − Σ rᵢ²)), with r the sums of rows and c those of columns. Nil where
  /// all samples are of one class or all are predicted as one, a correlation with a constant; scikit-learn
  /// gives 0 there. Source: Gorodkin, *Comparing two K-category assignments by a K-category correlation
  /// coefficient*, 2004, doi:10.1016/j.compbiolchem.2004.09.006.
  package var matthewsCorrelation: Double? {
    marginals.matthewsCorrelation
  }

  private var marginals: Marginals {
    Marginals(samples: total, correct: correct, supports: supports, predicted: predictedCounts)
  }
}

/// The sums that both coefficients are made of; exact up to 2^26 samples, as their squares fit a `Double`.
struct Marginals {
  private let samples: Double
  private let correct: Double
  private var supportsByPredicted = 0.0
  private var supportsSquared = 0.0
  private var predictedSquared = 0.0

  init(samples: Int, correct: Int, supports: [Int], predicted: [Int]) {
    self.samples = Double(samples)
    self.correct = Double(correct)
    for (support, predicted) in zip(supports, predicted) {
      supportsByPredicted += Double(support) * Double(predicted)
      supportsSquared += Double(support) * Double(support)
      predictedSquared += Double(predicted) * Double(predicted)
    }
  }

  var cohenKappa: Double? {
    let byChance = samples * samples - supportsByPredicted
    guard byChance > 0 else { return nil }
    return 1 - samples * (samples - correct) / byChance
  }

  var matthewsCorrelation: Double? {
    let ofPrediction = samples * samples - predictedSquared
    let ofTruth = samples * samples - supportsSquared
    guard ofPrediction > 0, ofTruth > 0 else { return nil }
    return (correct * samples - supportsByPredicted) / (ofPrediction * ofTruth).squareRoot()
  }
}
