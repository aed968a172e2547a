/// Where a run stands between two steps of the optimiser: with the tensors beside it, all that going on needs.
struct TrainingState: Hashable, Codable {
  /// Every epoch that is finished.
  var history: [Epoch] = []
  /// The epoch that the kept model is from.
  var best: Epoch?
  /// The pass over the samples that is under way.
  var pass = Pass()
  /// Steps of the optimiser taken.
  var steps = 0
  /// The share of the run that is done, 0 to 1.
  var done = 0.0
  /// Seconds that earlier processes have spent on the run.
  var seconds = 0.0

  /// Sums over the batches of an epoch.
  struct Pass: Hashable, Codable {
    var batches = 0
    var samples = 0
    var lossSum = 0.0
    var right = 0
    var learningRate: Float = 0
    var seconds = 0.0
    var dataSeconds = 0.0

    var loss: Double { lossSum / Double(max(1, samples)) }
    var accuracy: Double { Double(right) / Double(max(1, samples)) }
  }
}
