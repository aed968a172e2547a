import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaNetworks

extension AdversarialTrainer {
  /// Writes `last.safetensors`: the generator after the last step, and beside it all that going on needs.
  ///
  /// It may be called between epochs and from `onStep`. The whole new file appears, or what was there stays. Tensors beside
  /// the generator's own, which are averages, are named `training/NETWORK/MEMORY/PARAMETER`.
  public func writeCheckpoint(to path: String) throws {
    var groups: [(name: String, tensors: [String: Tensor])] = []
    for (name, step) in networks {
      let parameters = step.executable.parameters
      for memory in step.optimizer.memories {
        groups.append(("\(name)/\(memory.name)", try parameters.tensors(from: memory.block)))
      }
    }
    groups.append(("generator/weights", try making.parameters))
    if let spectral {
      groups.append(("discriminator/weights", try spectral.withLearned { try telling.parameters }))
      groups.append(("discriminator/spectral", spectral.tensors))
    } else {
      groups.append(("discriminator/weights", try telling.parameters))
    }
    var state = state
    state.seconds = elapsed - secondsBefore
    try generator().write(
      to: path, training: TrainingContents(StoredState(state: state, recipe: recipe), groups: groups))
  }

  /// Goes on from a checkpoint: what follows is what would have followed there, bit for bit.
  ///
  /// - Parameter acceptsOtherData: whether pixels or labels may have changed since.
  /// - Throws: `TrainingError.resume` where classes, recipe or data are not those of the checkpoint.
  public func restore(from path: String, acceptsOtherData: Bool = false) throws {
    let (generator, training) = try TrainingContents.readGenerator(path)
    let require = TrainingError.requirement(of: path)
    let stored: StoredState = try training.state(path: path)
    try require(
      generator.network == making.executable.network && generator.classes == pixels.classes, .network)
    try require(stored.recipe == recipe, .recipe)
    try require(generator.preprocessing == preprocessing, .preprocessing)
    try require(generator.provenance.dataFingerprint == fingerprint || acceptsOtherData, .data)
    for (name, step) in networks {
      let parameters = step.executable.parameters
      try parameters.load(training.group("\(name)/weights"))
      for memory in step.optimizer.memories {
        try parameters.load(training.group("\(name)/\(memory.name)"), into: memory.block)
      }
      step.optimizer.steps = stored.state.steps
    }
    try making.average?.load(generator.parameters)
    try spectral?.load(training.group("discriminator/spectral"))
    state = stored.state
  }

  private var networks: [(name: String, step: TrainingStep)] {
    [("generator", making), ("discriminator", telling)]
  }

  private struct StoredState: Codable {
    let state: AdversarialState
    let recipe: AdversarialRecipe
  }
}
