import FoveaNetworks

/// What lowering a group of nodes gives: where its output is, and how its gradient goes back.
struct Lowered {
  let output: Operand
  let backward: Compiler.Backward

  init(_ output: Operand, backward: @escaping Compiler.Backward) {
    self.output = output
    self.backward = backward
  }
}

extension Compiler {
  /// Adds the forward steps of a group, whose head decides what they are.
  mutating func lower(_ group: FusionGroup) throws(ExecutionError) -> Lowered {
    switch network.nodes[group.head].operation {
    case .linear(let layer): try lower(layer, group)
    case .convolution(let layer): try lower(layer, group)
    case .transposedConvolution(let layer): try lower(layer, group)
    case .pooling(let layer): try lower(layer, group)
    case .globalPooling(let layer): try lower(layer, group)
    case .activation(let layer): try lower(layer, group)
    case .dropout(let layer): try lower(layer, group)
    case .batchNormalization(let layer): try lower(layer, group)
    case .layerNormalization(let layer): try lower(layer, group)
    case .meanOverTokens(let layer): try lower(layer, group)
    case .flatten(let layer): try lower(layer, group)
    case .add(let layer): try lower(layer, group)
    case .multiply(let layer): try lower(layer, group)
    case .concatenate(let layer): try lower(layer, group)
    case .upsampling(let layer): try lower(layer, group)
    case .sequence(let layer): try lower(layer, group)
    case .recurrent(let layer): try lower(layer, group)
    }
  }

  /// The number of rows and columns that a value `[D]` or `[T, D]` has when tokens count as samples.
  func rows(of shape: Shape) -> (rows: Int, columns: Int) {
    let columns = shape.dimensions.last ?? 1
    return (batch * shape.count / columns, columns)
  }

  /// A node's input as a matrix of rows and columns in row-major order.
  mutating func matrix(_ position: Int, of index: Int) throws(ExecutionError) -> Operand {
    let shape = network.inputShapes(of: index)[position]
    let (rows, columns) = rows(of: shape)
    return try plain(
      input(position, of: index), as: [rows, columns], node: network.nodes[index].name)
  }
}
