import FoveaNetworks

/// What lowering a node gives: where its output is, and how its gradient goes back.
struct Lowered {
  let output: Operand
  /// Whether the next node, an activation, was computed as well.
  let fusesNext: Bool
  let backward: Compiler.Backward

  init(_ output: Operand, fusesNext: Bool = false, backward: @escaping Compiler.Backward) {
    self.output = output
    self.fusesNext = fusesNext
    self.backward = backward
  }
}

extension Compiler {
  /// Adds the forward steps of the node at `index`.
  mutating func lower(_ index: Int) throws(ExecutionError) -> Lowered {
    switch network.nodes[index].operation {
    case .linear(let layer): try lower(layer, index)
    case .activation(let layer): try lower(layer, index)
    case .dropout(let layer): try lower(layer, index)
    case .batchNormalization(let layer): try lower(layer, index)
    case .meanOverTokens(let layer): try lower(layer, index)
    case .flatten(let layer): try lower(layer, index)
    case .add(let layer): try lower(layer, index)
    case .convolution, .transposedConvolution, .layerNormalization, .pooling, .globalPooling, .upsampling,
      .multiply, .concatenate:
      throw .library(
        call: network.nodes[index].operation.layer.kind, node: network.nodes[index].name, status: 3)
    }
  }

  /// The number of rows and columns that a value `[D]` or `[T, D]` has when tokens count as samples.
  func rows(of shape: Shape) -> (rows: Int, columns: Int) {
    let columns = shape.dimensions.last ?? 1
    return (batch * shape.count / columns, columns)
  }
}
