import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaNetworks

/// What a step runs on: the network for pictures of one size.
struct TrainingStage {
  let executable: Executable
  let preprocessing: Preprocessing

  /// The stage of smaller pictures, on the parameters of `full`; nil where `recipe` has none.
  ///
  /// - Throws: `TrainingError.recipe` for a network whose weights depend on the size of its pictures.
  static func early(
    _ recipe: Recipe, of full: Executable, preprocessing: Preprocessing, batch: Int
  ) throws -> TrainingStage? {
    guard recipe.progressive.isUsed else { return nil }
    do {
      let smaller = try preprocessing.scaled(by: recipe.progressive.scale)
      let network = try Network(input: smaller.shape, nodes: full.network.nodes)
      if network.parameters == full.network.parameters {
        let executable = try Executable(sharing: full, network: network, batch: batch)
        return TrainingStage(executable: executable, preprocessing: smaller)
      }
    } catch is NetworkError {
    } catch is DataError {
    }
    throw TrainingError.recipe(
      field: "progressive scale",
      expected:
        "1 for this network, which takes \(full.network.input) and no smaller picture with the same weights",
      received: "\(recipe.progressive.scale)")
  }
}
