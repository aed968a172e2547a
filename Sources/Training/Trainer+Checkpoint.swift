import Foundation
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
    var tensors: [String: Tensor] = [:]
    func add(_ group: String, _ values: [String: Tensor]) {
      for (name, tensor) in values { tensors["\(group)/\(name)"] = tensor }
    }
    for memory in optimizer.memories {
      add(memory.name, try executable.parameters.tensors(from: memory.block))
    }
    if let average { add("average", try average.tensors()) }
    if let kept { add("best", kept) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var state = state
    state.seconds = elapsed
    let stored = StoredState(state: state, recipe: recipe)
    try last().write(
      to: path,
      training: TrainingContents(
        tensors: tensors, state: String(decoding: try encoder.encode(stored), as: UTF8.self)))
  }

  /// Goes on from a checkpoint: what follows is what would have followed there, bit for bit.
  ///
  /// - Parameter acceptsOtherData: whether training pixels or labels may have changed since.
  /// - Throws: `TrainingError.resume` where network, recipe or data are not those of the checkpoint.
  public func restore(from path: String, acceptsOtherData: Bool = false) throws {
    let (model, training) = try TrainingContents.read(path)
    func require(_ condition: Bool, _ what: TrainingError.Resumed) throws(TrainingError) {
      guard condition else { throw .resume(path: path, what) }
    }
    let stored: StoredState
    do {
      stored = try JSONDecoder().decode(StoredState.self, from: Data(training.state.utf8))
    } catch {
      throw InferenceError.damagedModel(path: path, reason: "what training needs to go on cannot be read")
    }
    try require(model.network == network && model.classes == self.training.classes, .network)
    try require(stored.recipe == recipe, .recipe)
    try require(model.provenance.dataFingerprint == fingerprint || acceptsOtherData, .data)
    // Measured on the data, so it may follow it.
    try require(model.preprocessing == preprocessing || acceptsOtherData, .preprocessing)
    func group(_ name: String) -> [String: Tensor] {
      let prefix = name + "/"
      return training.tensors.reduce(into: [:]) { result, entry in
        if entry.key.hasPrefix(prefix) { result[String(entry.key.dropFirst(prefix.count))] = entry.value }
      }
    }
    let parameters = executable.parameters
    try parameters.load(model.parameters)
    for memory in optimizer.memories { try parameters.load(group(memory.name), into: memory.block) }
    try average?.load(group("average"))
    let best = group("best")
    kept = best.isEmpty ? nil : best
    optimizer.steps = stored.state.steps
    state = stored.state
  }

  private struct StoredState: Codable {
    let state: TrainingState
    let recipe: Recipe
  }
}
