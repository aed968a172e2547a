/// A recurrent classifier: the picture is read as a sequence, and what is left of it at the end, or on average, goes to the
/// head.
///
/// - Shapes: input `[C, H, W]`; sequence `[T, F]`, see `PictureSequence`; a layer of states `[T, D·H]`; summary
///   `[D·H]`; output `[1]` for two classes, else `[classes]`.
/// - Source: for the cells `Recurrent`; pictures row by row: Le, Jaitly, Hinton, arXiv:1504.00941.
public struct RecurrentNetwork: Hashable, Sendable, Codable {
  /// What a step of the sequence is.
  public enum Sequence: String, Hashable, Sendable, Codable, CaseIterable {
    /// A row of pixels, from the top.
    case rows
    /// A column of pixels, from the left.
    case columns
    /// A square patch, row by row of them.
    case patches
  }

  /// What of the last layer's states goes to the head.
  public enum Summary: String, Hashable, Sendable, Codable, CaseIterable {
    /// The state after the last step of each direction.
    case last
    /// The mean over all steps.
    case mean
  }

  /// What a step computes.
  public var cell: Recurrent.Cell
  /// Numbers in the state of each layer and direction; a layer for each.
  public var hidden: [Int]
  /// Whether every layer also goes from the last step to the first.
  public var isBidirectional: Bool
  /// What a step is.
  public var sequence: Sequence
  /// The side of a patch in pixels, for patches; nil is a divisor of height and width near an eighth of the width.
  public var patch: Int?
  /// What goes to the head.
  public var summary: Summary
  /// Share of values that dropout clears between layers and before the head while training, 0 ≤ rate < 1.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(
    _ cell: Recurrent.Cell = .lstm, hidden: [Int] = [128], bidirectional: Bool = false,
    sequence: Sequence = .rows, patch: Int? = nil, summary: Summary = .last, dropout: Float = 0
  ) {
    self.cell = cell
    self.hidden = hidden
    self.isBidirectional = bidirectional
    self.sequence = sequence
    self.patch = patch
    self.summary = summary
    self.dropout = dropout
  }
}

extension RecurrentNetwork: ArchitectureDefinition {
  package var name: String {
    switch cell {
    case .tanh, .relu: "rnn"
    case .lstm: "lstm"
    case .gru, .gruResetBefore: "gru"
    }
  }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input)
    builder.append(.sequence(try order(for: input)), name: "sequence")
    for (index, width) in hidden.enumerated() {
      let isLast = index == hidden.count - 1
      builder.append(
        .recurrent(
          cell, hidden: width, bidirectional: isBidirectional,
          result: isLast && summary == .last ? .last : .states),
        name: "\(name)\(index + 1)")
      if !isLast { builder.append(dropout: dropout, name: "dropout\(index + 1)") }
    }
    if summary == .mean { builder.append(.meanOverTokens, name: "pool") }
    builder.append(dropout: dropout, name: "dropout")
  }

  private func order(for input: Shape) throws(NetworkError) -> PictureSequence.Order {
    switch sequence {
    case .rows: return .rows
    case .columns: return .columns
    case .patches:
      let (height, width) = (input[1], input[2])
      let common = (1...min(height, width)).filter { height % $0 == 0 && width % $0 == 0 }
      guard let patch else {
        let wanted = max(4, width / 8)
        return .patches(side: common.min { abs($0 - wanted) < abs($1 - wanted) } ?? 1)
      }
      guard common.contains(patch) else {
        throw .architecture(
          name, expected: "patches that divide the picture of \(height)×\(width)",
          received: "\(patch)×\(patch)",
          remedy: "choose a side of \(common.map(String.init).joined(separator: ", "))")
      }
      return .patches(side: patch)
    }
  }
}

extension Architecture {
  /// The settings of a recurrent network; nil for others, where setting them does nothing.
  public var recurrent: RecurrentNetwork? {
    get { if case .recurrent(let definition) = self { definition } else { nil } }
    set { if let newValue, case .recurrent = self { self = .recurrent(newValue) } }
  }
}
