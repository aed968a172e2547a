import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaNetworks

extension Trainer {
  /// Writes `last.safetensors`: the model after the last step, and beside it all that going on needs.
  ///
  /// It may be called between epochs and from `onBatch`. The whole new file appears, or what was there stays. Any
  /// reader of models opens it; the other tensors are named `training/MEMORY/PARAMETER`.
  public func writeCheckpoint(to path: String) throws {
    let parameters = executable.parameters
    var groups = try optimizer.memories.map {
      (name: $0.name, tensors: try parameters.tensors(from: $0.block))
    }
    if let average { groups.append(("average", try average.tensors())) }
    if let kept { groups.append(("best", kept)) }
    var state = state
    state.seconds = elapsed
    try last().write(
      to: path, training: TrainingContents(StoredState(state: state, recipe: recipe), groups: groups))
  }

  /// Goes on from a checkpoint: what follows is what would have followed there, bit for bit.
  ///
  /// - Parameter acceptsOtherData: whether training pixels or labels may have changed since.
  /// - Throws: `TrainingError.resume` where network, recipe or data are not those of the checkpoint.
  public func restore(from path: String, acceptsOtherData: Bool = false) throws {
    let (model, training) = try TrainingContents.read(path)
    let require = TrainingError.requirement(of: path)
    let stored: StoredState = try training.state(path: path)
    try require(model.network == network && model.classes == self.training.classes, .network)
    try require(stored.recipe == recipe, .recipe)
    try require(model.provenance.dataFingerprint == fingerprint || acceptsOtherData, .data)
    // Measured on the data, so it may follow it.
    try require(model.preprocessing == preprocessing || acceptsOtherData, .preprocessing)
    let parameters = executable.parameters
    try parameters.load(model.parameters)
    for memory in optimizer.memories { try parameters.load(training.group(memory.name), into: memory.block) }
    try average?.load(training.group("average"))
    let best = training.group("best")
    kept = best.isEmpty ? nil : best
    optimizer.steps = stored.state.steps
    state = stored.state
  }

  private struct StoredState: Codable {
    let state: TrainingState
    let recipe: Recipe
  }
}
