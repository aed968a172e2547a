/// Where an adversarial training stands between two steps: with the tensors beside it, all that going on needs.
struct AdversarialState: Hashable, Codable {
  /// Every epoch that is finished.
  var history: [AdversarialEpoch] = []
  /// The pass over the pictures that is under way.
  var pass = Pass()
  /// Whether the recipe's minutes are over.
  var isTimeUsed = false
  /// Seconds that earlier processes have spent on the run.
  var seconds = 0.0
  /// Steps that each optimiser has taken.
  var steps = 0

  /// Sums over the steps of an epoch.
  struct Pass: Hashable, Codable {
    var steps = 0
    var generatorLoss = 0.0
    var discriminatorLoss = 0.0
    var realRight = 0
    var generatedRight = 0
    var seconds = 0.0
  }
}
