import ArgumentParser
import Fovea

/// Which network is built.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Network: \(Architecture.all.map(\.name).joined(separator: ", ")).")
  var model: String = "mlp"

  @Option(help: "Widths of the hidden layers, such as 256,128 (mlp, patch-mlp).")
  var hidden: String?

  @Option(help: "Non-linearity of hidden layers: sigmoid, tanh, relu, leaky-relu[:slope], noisy-relu.")
  var activation: String?

  @Option(help: "Side of a patch in pixels (patch-mlp).")
  var patch: Int?

  @Option(help: "Share of values that dropout clears while training, 0 ≤ rate < 1 (mlp, patch-mlp).")
  var dropout: Float?

  @Flag(help: "Normalise hidden layers over the batch (mlp, patch-mlp).")
  var batchNorm = false

  /// The architecture with these settings; options that it does not have are refused, not ignored.
  func architecture() throws -> Architecture {
    guard let architecture = Architecture(named: model) else {
      throw ValidationError(
        "--model: expected one of \(Architecture.all.map(\.name).joined(separator: ", ")), received '\(model)'"
      )
    }
    let activation = try activation.map(NetworkOptions.parse(activation:))
    let hidden = try hidden.map(NetworkOptions.parse(hidden:))
    if let dropout, !(dropout >= 0 && dropout < 1) {
      throw ValidationError("--dropout: expected 0 ≤ rate < 1, received \(dropout)")
    }
    if patch != nil, architecture.name != "patch-mlp" {
      throw ValidationError("--patch: only patch-mlp has patches, received --model \(model)")
    }
    switch architecture {
    case .logistic(let definition):
      let given = [
        ("--hidden", hidden != nil), ("--activation", activation != nil), ("--dropout", dropout != nil),
        ("--batch-norm", batchNorm),
      ]
      if let option = given.first(where: \.1)?.0 {
        throw ValidationError("\(option): logistic has no hidden layer; use --model mlp")
      }
      return .logistic(definition)
    case .mlp(var definition):
      definition.hidden = hidden ?? definition.hidden
      definition.activation = activation ?? definition.activation
      definition.dropout = dropout ?? definition.dropout
      definition.batchNormalization = batchNorm
      return .mlp(definition)
    case .patchMLP(var definition):
      definition.hidden = hidden ?? definition.hidden
      definition.activation = activation ?? definition.activation
      definition.dropout = dropout ?? definition.dropout
      definition.batchNormalization = batchNorm
      return .patchMLP(definition)
    }
  }

  private static func parse(hidden text: String) throws -> [Int] {
    let widths = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.filter { $0 != " " })
    }
    let valid = widths.compactMap { $0 }.filter { (1...65_536).contains($0) }
    guard valid.count == widths.count, !valid.isEmpty else {
      throw ValidationError("--hidden: expected widths of 1 to 65536 such as 256,128, received '\(text)'")
    }
    return valid
  }

  private static func parse(activation text: String) throws -> Activation {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("sigmoid", 1): return .sigmoid
    case ("tanh", 1): return .tanh
    case ("relu", 1): return .relu
    case ("noisy-relu", 1): return .noisyReLU
    case ("leaky-relu", 1): return .leakyReLU()
    case ("leaky-relu", 2):
      if let slope = Float(parts[1]), slope >= 0, slope < 1 { return .leakyReLU(slope: slope) }
    default: break
    }
    throw ValidationError(
      "--activation: expected sigmoid, tanh, relu, leaky-relu, leaky-relu:SLOPE with 0 ≤ SLOPE < 1, or noisy-relu, received '\(text)'"
    )
  }
}
