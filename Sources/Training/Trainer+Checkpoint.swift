import FoveaExecution
import FoveaInference
import FoveaNetworks

extension Trainer {
  /// Writes `last.safetensors`: the model after the last epoch, and beside it what the optimiser remembers.
  ///
  /// Any reader of models opens it; the optimiser's tensors are named `training/MEMORY/PARAMETER`.
  package func writeCheckpoint(to path: String) throws {
    var memories: [(name: String, tensor: Tensor)] = []
    for memory in optimizer.memories {
      for (name, tensor) in try executable.parameters.tensors(from: memory.block) {
        memories.append(("\(memory.name)/\(name)", tensor))
      }
    }
    try last().write(to: path, training: memories)
  }
}
