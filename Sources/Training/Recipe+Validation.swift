import FoveaDatasets
import FoveaNetworks

extension Recipe {
  /// Refuses what no training could follow.
  public func validate() throws(TrainingError) {
    try require(epochs >= 1, "epochs", "at least 1", "\(epochs)")
    // Numbers of steps are products of these.
    try require(epochs <= Recipe.most, "epochs", "at most \(Recipe.most)", "\(epochs)")
    if let minutes {
      try require(
        minutes > 0 && minutes <= Recipe.mostMinutes, "minutes",
        "a positive number of at most 525600, a year",
        "\(minutes)")
    }
    if case .samples(let size) = batchSize {
      try require(size >= 1, "batch size", "at least 1, or all", "\(size)")
    }
    try require(
      (1...Recipe.most).contains(accumulation), "accumulation", "1 to \(Recipe.most)", "\(accumulation)")
    try require(
      learningRate.isFinite && learningRate > 0, "learning rate", "a positive number", "\(learningRate)")
    try require(layerDecay > 0 && layerDecay <= 1, "layer decay", "0 < decay ≤ 1", "\(layerDecay)")
    for group in groups {
      try require(
        group.rate.isFinite && group.rate >= 0, "rate of the group '\(group.prefix)'",
        "a number of 0 or more",
        "\(group.rate)")
    }
    try require(
      weightDecay.isFinite && weightDecay >= 0, "weight decay", "a number of 0 or more", "\(weightDecay)")
    try require(
      warmupEpochs.isFinite && warmupEpochs >= 0, "warm-up epochs", "a number of 0 or more", "\(warmupEpochs)"
    )
    if let clipNorm {
      try require(clipNorm.isFinite && clipNorm > 0, "clip norm", "a positive number", "\(clipNorm)")
    }
    if let averageDecay {
      try require(averageDecay > 0 && averageDecay < 1, "average decay", "0 < decay < 1", "\(averageDecay)")
    }
    try require(
      labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", "0 ≤ share < 1", "\(labelSmoothing)")
    try require(
      stochasticDepth >= 0 && stochasticDepth < 1, "stochastic depth", "0 ≤ probability < 1",
      "\(stochasticDepth)")
    if let problem = augmentation.problem {
      try require(false, "augmentation", problem.expected, problem.received)
    }
    let progressive = progressive
    try require(
      progressive.scale >= 0.25 && progressive.scale <= 1, "progressive scale", "0.25 ≤ scale ≤ 1",
      "\(progressive.scale)")
    try require(
      progressive.share > 0 && progressive.share < 1, "progressive share", "0 < share < 1",
      "\(progressive.share)")
    if let patience {
      try require(patience >= 1, "patience", "at least 1", "\(patience)")
      try require(
        selection != .last, "patience", "none where the selection is last, which compares no epochs",
        "\(patience)")
    }
    try validateMethods()
  }

  /// Beyond a year the number of steps that fit would not be a number of steps any more.
  private static let mostMinutes = 525_600.0
  private static let most = 1_000_000

  /// Settings of the optimiser, the schedule, the loss and mixing.
  private func validateMethods() throws(TrainingError) {
    switch optimizer {
    case .sgd(let momentum, _):
      try require(momentum >= 0 && momentum < 1, "momentum", "0 ≤ momentum < 1", "\(momentum)")
    case .muon(let momentum, let rate):
      try require(momentum >= 0 && momentum < 1, "momentum", "0 ≤ momentum < 1", "\(momentum)")
      try require(rate.isFinite && rate > 0, "auxiliary rate", "a positive number", "\(rate)")
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon),
      .lamb(let beta1, let beta2, let epsilon):
      for (field, beta) in [("beta1", beta1), ("beta2", beta2)] {
        // One would divide by 1 − βᵗ = 0.
        try require(beta >= 0 && beta < 1, field, "0 ≤ \(field) < 1", "\(beta)")
      }
      try require(epsilon.isFinite && epsilon > 0, "epsilon", "a positive number", "\(epsilon)")
    case .rmsProp(let smoothing, let epsilon):
      try require(smoothing >= 0 && smoothing < 1, "smoothing", "0 ≤ smoothing < 1", "\(smoothing)")
      try require(epsilon.isFinite && epsilon > 0, "epsilon", "a positive number", "\(epsilon)")
    }
    switch schedule {
    case .constant, .cosine: break
    case .step(let epochs, let factor), .plateau(let epochs, let factor):
      try require(epochs >= 1, "schedule epochs", "at least 1", "\(epochs)")
      try require(factor > 0 && factor < 1, "schedule factor", "0 < factor < 1", "\(factor)")
    case .oneCycle(let rise):
      try require(rise > 0 && rise < 1, "schedule rise", "0 < share < 1", "\(rise)")
    }
    if case .focal(let gamma) = loss {
      try require(gamma.isFinite && gamma >= 0, "focal gamma", "a number of 0 or more", "\(gamma)")
    }
    if loss == .halfSquaredError {
      try require(
        classWeights == .none, "class weights",
        "none with half-squared-error, whose targets are probabilities",
        classWeights.rawValue)
    }
    for (field, alpha) in [("mixup", mixing.mixup), ("cutmix", mixing.cutmix)] {
      try require(alpha.isFinite && alpha >= 0, field, "a number of 0 or more", "\(alpha)")
    }
  }

  private func require(
    _ condition: Bool, _ field: String, _ expected: String, _ received: String
  ) throws(TrainingError) {
    guard condition else { throw .recipe(field: field, expected: expected, received: received) }
  }
}
