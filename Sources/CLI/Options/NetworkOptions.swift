import ArgumentParser
import Fovea

/// Which network is built.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Network: \(Architecture.all.map(\.name).joined(separator: ", ")) (default: cnn).")
  var model: String?

  @Option(
    help:
      "Widths of the hidden layers, such as 256,128 (mlp, patch-mlp; of the head with --backbone), or of the state of recurrent ones, such as 128 (rnn, lstm, gru)."
  )
  var hidden: String?

  @Option(
    help:
      "Non-linearity between layers: \(ActivationWord.all) (mlp, patch-mlp, airbench), tanh or relu (rnn).")
  var activation: String?

  @Option(help: "Side of a patch in pixels (patch-mlp, and rnn, lstm, gru with --sequence patches).")
  var patch: Int?

  @Option(help: "Factor for the number of channels of all stages (cnn, airbench).")
  var width: Float?

  @Option(help: "Share of values that dropout clears while training, 0 ≤ rate < 1 (all but logistic).")
  var dropout: Float?

  @Flag(inversion: .prefixedNo, help: "Use batch normalisation in hidden layers (mlp, patch-mlp).")
  var batchNorm: Bool?

  @OptionGroup(title: "Recurrent networks") var sequence: SequenceOptions

  /// The architecture with these settings and, where they are silent, those of `file`; settings that it does not have
  /// are refused, not ignored.
  func architecture(_ file: RecipeFile = .empty) throws -> Architecture {
    let model = file.text(model, "model")?.value ?? "cnn"
    var architecture = try NetworkOptions.architecture(named: model)
    for (key, entry) in file.entries {
      if let field = RecipeField.named(key), field.section == .network {
        try file.require(field, key, entry, .string(model))
      }
    }
    if let patch, architecture.name != "patch-mlp", architecture.recurrent == nil {
      throw ValidationError(
        "--patch: only patch-mlp and recurrent networks have patches, received \(patch) with --model \(model)"
      )
    }
    if let width = file.number(width.map(Double.init), "width") {
      guard architecture.width != nil else {
        throw ValidationError(
          "\(width.name): \(model) does not take it, its layers are fixed; use --model cnn or airbench")
      }
      guard width.value > 0, width.value <= 16 else {
        throw ValidationError("\(width.name): expected 0 < width ≤ 16, received \(Float(width.value))")
      }
      architecture.width = Float(width.value)
    }
    if let dropout = file.number(dropout.map(Double.init), "dropout") {
      guard dropout.value >= 0 && dropout.value < 1 else {
        throw ValidationError("\(dropout.name): expected 0 ≤ rate < 1, received \(Float(dropout.value))")
      }
      guard architecture.dropout != nil else {
        throw ValidationError("--dropout: \(model) has no hidden layer; use --model mlp")
      }
      architecture.dropout = Float(dropout.value)
    }
    if let hidden = try file.text(hidden, "hidden").map(NetworkOptions.parse(hidden:)) {
      guard architecture.hidden != nil else { throw unknown("--hidden", to: architecture) }
      architecture.hidden = hidden
    }
    if let activation = try file.text(activation, "activation").map(ActivationWord.parse) {
      guard architecture.activation != nil else { throw unknown("--activation", to: architecture) }
      architecture.activation = activation
      guard architecture.activation == activation else {
        throw ValidationError(
          "--activation: \(model) has tanh or relu, received '\(activation.word)'; choose one of them")
      }
    }
    guard batchNorm == nil || architecture.batchNormalization != nil else {
      throw unknown("--batch-norm", to: architecture)
    }
    architecture.batchNormalization = file.flag(batchNorm, "batch_norm")
    try sequence.apply(to: &architecture, patch: patchSide(file), file)
    return architecture
  }

  private func unknown(_ option: String, to architecture: Architecture) -> ValidationError {
    let reason = architecture.takesImages ? "its layers are fixed" : "it has no hidden layer"
    return ValidationError("\(option): \(architecture.name) does not take it, \(reason); use --model mlp")
  }

  /// Widths of hidden layers of a head on features.
  func headWidths(_ file: RecipeFile) throws -> [Int] {
    try file.text(hidden, "hidden").map(NetworkOptions.parse(hidden:)) ?? []
  }

  /// Whether nothing is said of the network.
  var isOpen: Bool { hidden == nil && !own.contains(where: \.isGiven) }

  /// The side of a patch; nil leaves it open.
  func patchSide(_ file: RecipeFile = .empty) -> Int? { file.wholeNumber(patch, "patch")?.value }

  static func architecture(named name: String) throws -> Architecture {
    try asUsage("--model") { try Architecture(named: name) }
  }

  private static func parse(hidden text: Given<String>) throws -> [Int] {
    let widths = text.value.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.filter { $0 != " " })
    }
    let valid = widths.compactMap { $0 }.filter { (1...65_536).contains($0) }
    guard valid.count == widths.count, !valid.isEmpty else {
      throw ValidationError(
        "\(text.name): expected widths of 1 to 65536 such as 256,128, received '\(text.value)'")
    }
    return valid
  }
}

/// The words for non-linearities.
enum ActivationWord {
  static let all = "sigmoid, tanh, relu, leaky-relu[:slope], noisy-relu, relu6, silu, gelu"

  static func parse(_ text: Given<String>) throws -> Activation {
    guard let activation = Activation(word: text.value) else {
      throw ValidationError(
        "\(text.name): expected sigmoid, tanh, relu, relu6, silu, gelu, noisy-relu, leaky-relu, or leaky-relu:SLOPE with 0 ≤ SLOPE < 1, received '\(text.value)'"
      )
    }
    return activation
  }
}
