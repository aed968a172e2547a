import ArgumentParser
import Fovea

/// Which network is built.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Network: \(Architecture.all.map(\.name).joined(separator: ", ")).")
  var model: String = "cnn"

  @Option(help: "Widths of the hidden layers, such as 256,128 (mlp, patch-mlp).")
  var hidden: String?

  @Option(
    help:
      "Non-linearity of hidden layers: sigmoid, tanh, relu, leaky-relu[:slope], noisy-relu, relu6, silu, gelu (mlp, patch-mlp)."
  )
  var activation: String?

  @Option(help: "Side of a patch in pixels (patch-mlp).")
  var patch: Int?

  @Option(help: "Share of values that dropout clears while training, 0 ≤ rate < 1 (all but logistic).")
  var dropout: Float?

  @Flag(help: "Normalise hidden layers over the batch (mlp, patch-mlp).")
  var batchNorm = false

  /// The architecture with these settings; options that it does not have are refused, not ignored.
  func architecture() throws -> Architecture {
    var architecture = try NetworkOptions.architecture(named: model)
    let activation = try activation.map(NetworkOptions.parse(activation:))
    let hidden = try hidden.map(NetworkOptions.parse(hidden:))
    if patch != nil, architecture.name != "patch-mlp" {
      throw ValidationError("--patch: only patch-mlp has patches, received --model \(model)")
    }
    if let dropout {
      guard dropout >= 0 && dropout < 1 else {
        throw ValidationError("--dropout: expected 0 ≤ rate < 1, received \(dropout)")
      }
      guard architecture.dropout != nil else {
        throw ValidationError("--dropout: \(model) has no hidden layer; use --model mlp")
      }
      architecture.dropout = dropout
    }
    switch architecture {
    case .mlp(var definition):
      definition.hidden = hidden ?? definition.hidden
      definition.activation = activation ?? definition.activation
      definition.batchNormalization = batchNorm
      return .mlp(definition)
    case .patchMLP(var definition):
      definition.hidden = hidden ?? definition.hidden
      definition.activation = activation ?? definition.activation
      definition.batchNormalization = batchNorm
      return .patchMLP(definition)
    default:
      let given = [
        ("--hidden", hidden != nil), ("--activation", activation != nil), ("--batch-norm", batchNorm),
      ]
      if let option = given.first(where: \.1)?.0 {
        let reason = architecture.isConvolutional ? "its layers are fixed" : "it has no hidden layer"
        throw ValidationError("\(option): \(model) does not take it, \(reason); use --model mlp")
      }
      return architecture
    }
  }

  static func architecture(named name: String) throws -> Architecture {
    do throws(NetworkError) {
      return try Architecture(named: name)
    } catch {
      throw ValidationError("--model: \(error)")
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
    case ("relu6", 1): return .relu6
    case ("silu", 1): return .silu
    case ("gelu", 1): return .gelu
    case ("leaky-relu", 1): return .leakyReLU()
    case ("leaky-relu", 2):
      if let slope = Float(parts[1]), slope >= 0, slope < 1 { return .leakyReLU(slope: slope) }
    default: break
    }
    throw ValidationError(
      "--activation: expected sigmoid, tanh, relu, relu6, silu, gelu, noisy-relu, leaky-relu, or leaky-relu:SLOPE with 0 ≤ SLOPE < 1, received '\(text)'"
    )
  }
}
