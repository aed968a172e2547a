/// Why training could not start or go on.
public enum TrainingError: Error, Hashable, Sendable {
  /// A setting that cannot be followed; `field` names it in words.
  case recipe(field: String, expected: String, received: String)
  /// The loss of a batch was not finite; the best model so far is kept.
  case diverged(epoch: Int, step: Int, learningRate: Float)
  /// A training part without a readable sample.
  case noSamples
  /// A network whose input has another shape than what the preprocessing makes.
  case inputShape(network: String, preprocessing: String)
  /// A network for another number of classes than the data has.
  case classCount(network: Int, data: Int)
  /// A checkpoint that this run cannot go on from.
  case resume(path: String, Resumed)

  /// What of a checkpoint is not as the run has it.
  public enum Resumed: String, Hashable, Sendable {
    /// The network with its classes, the preprocessing, the recipe, or the training part's pixels and labels.
    case network, preprocessing, recipe, data
  }

  /// Refuses to go on from the checkpoint at `path` where something of it is not as the run has it.
  static func requirement(of path: String) -> (_ isSame: Bool, Resumed) throws(TrainingError) -> Void {
    { isSame, what throws(TrainingError) in
      guard isSame else { throw .resume(path: path, what) }
    }
  }
}

extension TrainingError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .recipe(let field, let expected, let received):
      return "recipe, \(field): expected \(expected), received \(received)"
    case .diverged(let epoch, let step, let learningRate):
      return
        "the loss is no longer a finite number in epoch \(epoch), step \(step), at a learning rate of \(learningRate); the best model so far is kept; use a lower learning rate"
    case .noSamples:
      return "the training part has no readable sample; check the files named in errors.csv"
    case .inputShape(let network, let preprocessing):
      return
        "the network takes samples of shape \(network), the preprocessing makes \(preprocessing); build both from one recipe"
    case .classCount(let network, let data):
      return
        "the network has \(network) classes, the data has \(data); build the network for the data"
    case .resume(let path, let what):
      let reason =
        switch what {
        case .network: "expected the network and classes that it was written with, received others"
        case .preprocessing: "expected the preprocessing that it was written with, received another"
        case .recipe: "expected the recipe that it was written with, received another"
        case .data: "expected the training data that it was written with, received other pixels or labels"
        }
      return "\(path): \(reason); train anew into another folder, or restore what has changed"
    }
  }
}
