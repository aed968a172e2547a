import Foundation
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
    var tensors: [String: Tensor] = [:]
    func add(_ group: String, _ values: [String: Tensor]) {
      for (name, tensor) in values { tensors["\(group)/\(name)"] = tensor }
    }
    for (name, step) in networks {
      let parameters = step.executable.parameters
      for memory in step.optimizer.memories {
        add("\(name)/\(memory.name)", try parameters.tensors(from: memory.block))
      }
    }
    add("generator/weights", try making.parameters)
    if let spectral {
      add("discriminator/weights", try spectral.withLearned { try telling.parameters })
      add("discriminator/spectral", spectral.tensors)
    } else {
      add("discriminator/weights", try telling.parameters)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var state = state
    state.seconds = elapsed - secondsBefore
    let stored = StoredState(state: state, recipe: recipe)
    try generator().write(
      to: path,
      training: TrainingContents(
        tensors: tensors, state: String(decoding: try encoder.encode(stored), as: UTF8.self)))
  }

  /// Goes on from a checkpoint: what follows is what would have followed there, bit for bit.
  ///
  /// - Parameter acceptsOtherData: whether pixels or labels may have changed since.
  /// - Throws: `TrainingError.resume` where classes, recipe or data are not those of the checkpoint.
  public func restore(from path: String, acceptsOtherData: Bool = false) throws {
    let (generator, training) = try TrainingContents.readGenerator(path)
    func require(_ condition: Bool, _ what: TrainingError.Resumed) throws(TrainingError) {
      guard condition else { throw .resume(path: path, what) }
    }
    let stored: StoredState
    do {
      stored = try JSONDecoder().decode(StoredState.self, from: Data(training.state.utf8))
    } catch {
      throw InferenceError.damagedModel(path: path, reason: "what training needs to go on cannot be read")
    }
    try require(
      generator.network == making.executable.network && generator.classes == pixels.classes, .network)
    try require(stored.recipe == recipe, .recipe)
    try require(generator.preprocessing == preprocessing, .preprocessing)
    try require(generator.provenance.dataFingerprint == fingerprint || acceptsOtherData, .data)
    func group(_ name: String) -> [String: Tensor] {
      let prefix = name + "/"
      return training.tensors.reduce(into: [:]) { result, entry in
        if entry.key.hasPrefix(prefix) { result[String(entry.key.dropFirst(prefix.count))] = entry.value }
      }
    }
    for (name, step) in networks {
      let parameters = step.executable.parameters
      try parameters.load(group("\(name)/weights"))
      for memory in step.optimizer.memories {
        try parameters.load(group("\(name)/\(memory.name)"), into: memory.block)
      }
      step.optimizer.steps = stored.state.steps
    }
    try making.average?.load(generator.parameters)
    try spectral?.load(group("discriminator/spectral"))
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
