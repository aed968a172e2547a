/// One layer of a recurrent network, in one direction or in both, over the steps of a sequence.
///
/// - Shapes: input `[T, F]`; `weight_ih_l0` `[G·H, F]`, `weight_hh_l0` `[G·H, H]`, `bias_ih_l0` and `bias_hh_l0`
///   `[G·H]` with G blocks of gates, and the same with `_reverse` for the way back; output `[T, D·H]`, or `[D·H]` where the
///   result is the last state, with D directions side by side.
/// - Formula: h₀ = 0, hₜ = cell(xₜ, hₜ₋₁) for t = 1…T, on the way back for t = T…1; the last state of each direction is that
///   after all steps.
/// - Also known as `torch.nn.RNN`, `LSTM`, `GRU` with `batch_first`, whose parameters of one layer have these names, shapes
///   and order of gates; ONNX `RNN`, `LSTM`, `GRU`.
/// - Source: Elman: *Finding Structure in Time*, Cognitive Science 14 (1990); for the others see `Cell`; both
///   directions: Schuster, Paliwal: *Bidirectional Recurrent Neural Networks*, IEEE Transactions on Signal
///   Processing 45 (1997).
public struct Recurrent: Hashable, Sendable {
  /// What a step makes of its input x and the state h before it; W, b are of the input, U, b' of the state.
  public enum Cell: String, Hashable, Sendable, Codable, CaseIterable {
    /// h = tanh(W x + b + U h + b').
    case tanh = "rnn-tanh"

    /// h = max(0, W x + b + U h + b').
    case relu = "rnn-relu"

    /// Long short-term memory: c = σ(f) c + σ(i) tanh(g), h = σ(o) tanh(c), gates in the order i, f, g, o.
    ///
    /// Hochreiter, Schmidhuber, Neural Computation 9 (1997); the forget gate is that of Gers, Schmidhuber, Cummins (2000).
    case lstm

    /// Gated recurrent unit: h = (1 − σ(z)) n + σ(z) h with n = tanh(W x + b + σ(r) · (U h + b')), in the order r, z, n.
    ///
    /// The form of PyTorch and cuDNN, and what Keras calls `reset_after`.
    case gru

    /// The same with n = tanh(W x + b + U (σ(r) · h) + b'): Cho et al., arXiv:1406.1078.
    case gruResetBefore = "gru-reset-before"

    /// How many blocks of rows the weights have.
    package var gates: Int {
      switch self {
      case .tanh, .relu: 1
      case .lstm: 4
      case .gru, .gruResetBefore: 3
      }
    }
  }

  /// What comes out.
  public enum Result: String, Hashable, Sendable, Codable, CaseIterable {
    /// The state after every step.
    case states
    /// The state after the last step of each direction.
    case last
  }

  /// What a step computes.
  public let cell: Cell
  /// How many numbers the state of one direction has.
  public let hidden: Int
  /// Whether there is a second one from the last step to the first.
  public let isBidirectional: Bool
  /// What comes out.
  public let result: Result

  /// Makes the operation; `hidden` must be 1 to 65536.
  public init(_ cell: Cell, hidden: Int, bidirectional: Bool = false, result: Result = .states) {
    precondition(Recurrent.widths.contains(hidden), "expected \(Recurrent.widths), received \(hidden)")
    self.cell = cell
    self.hidden = hidden
    self.isBidirectional = bidirectional
    self.result = result
  }

  private static let widths = 1...Extent.limit

  /// What the names of the parameters of each direction end with.
  package var suffixes: [String] { isBidirectional ? ["", "_reverse"] : [""] }
}

extension Recurrent: Layer {
  package var kind: String { "recurrent" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let input = try single(inputs)
    guard input.rank == 2 else {
      throw ShapeMismatch(expected: "[T, F]", remedy: "make a sequence of the picture before it")
    }
    let features = hidden * suffixes.count
    // Every state is kept for the way back, whatever comes out.
    guard input[0] <= Int(Int32.max) / features else {
      throw ShapeMismatch(
        expected: "[T, F] whose states are at most \(Int32.max) numbers", remedy: "use a shorter sequence")
    }
    return result == .last ? [features] : [input[0], features]
  }

  package func parameters(for inputs: [Shape]) -> [ParameterSpec] {
    let rows = cell.gates * hidden
    return suffixes.flatMap { suffix in
      [
        ParameterSpec(
          "weight_ih_l0\(suffix)", [rows, inputs[0][1]], role: .weight, initializer: .glorot),
        ParameterSpec("weight_hh_l0\(suffix)", [rows, hidden], role: .weight, initializer: .orthogonal),
        ParameterSpec(
          "bias_ih_l0\(suffix)", [rows], role: .offset, initializer: cell == .lstm ? .forgetGate : .zeros),
        ParameterSpec("bias_hh_l0\(suffix)", [rows], role: .offset, initializer: .zeros),
      ]
    }
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int {
    inputs[0][0] * suffixes.count * cell.gates * hidden * (inputs[0][1] + hidden)
  }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.cell, cell)
    try fields.set(.hidden, hidden)
    try fields.set(.bidirectional, isBidirectional)
    try fields.set(.result, result)
  }

  init(from fields: FieldReader) throws {
    let cells = Cell.allCases.map(\.rawValue).joined(separator: ", ")
    self.init(
      try fields.value(.cell, cells),
      hidden: try fields.value(.hidden, "1 to \(Extent.limit)") { Recurrent.widths.contains($0) },
      bidirectional: try fields.flag(.bidirectional), result: try fields.value(.result, "states or last"))
  }
}

extension NodeOperation {
  /// One layer of a recurrent network over a sequence.
  public static func recurrent(
    _ cell: Recurrent.Cell, hidden: Int, bidirectional: Bool = false, result: Recurrent.Result = .states
  ) -> NodeOperation {
    .recurrent(Recurrent(cell, hidden: hidden, bidirectional: bidirectional, result: result))
  }
}

/// Where the reset gate of a GRU scales the state.
public enum ResetGate: String, Hashable, Sendable, CaseIterable {
  /// After the product of the state with its weights: `Recurrent.Cell.gru`.
  case after
  /// Before it: `Recurrent.Cell.gruResetBefore`.
  case before

  /// That of a cell; nil where it has none.
  package init?(_ cell: Recurrent.Cell) {
    switch cell {
    case .tanh, .relu, .lstm: return nil
    case .gru: self = .after
    case .gruResetBefore: self = .before
    }
  }

  /// The cell.
  package var cell: Recurrent.Cell { self == .after ? .gru : .gruResetBefore }
}
