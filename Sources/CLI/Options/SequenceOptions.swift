public import ArgumentParser
public import Fovea

/// How a recurrent network reads a picture.
struct SequenceOptions: ParsableArguments {
  @Option(help: "Layers, each of the width that --hidden gives (rnn, lstm, gru; default: 1).")
  var layers: Int?

  @Option(help: "What a step of the sequence is: rows, columns, patches (rnn, lstm, gru; default: rows).")
  var sequence: RecurrentNetwork.Sequence?

  @Flag(inversion: .prefixedNo, help: "Read the sequence from both ends (rnn, lstm, gru).")
  var bidirectional: Bool?

  @Option(help: "What goes to the head: the last state, or the mean of all (rnn, lstm, gru; default: last).")
  var summary: RecurrentNetwork.Summary?

  @Option(
    help:
      "Where the reset gate scales the state: after its product, as PyTorch does, or before (gru; default: after)."
  )
  var resetGate: ResetGate?

  /// What is said of it.
  var own: [(name: String, isGiven: Bool)] {
    [
      ("--layers", layers != nil), ("--sequence", sequence != nil), ("--bidirectional", bidirectional != nil),
      ("--summary", summary != nil), ("--reset-gate", resetGate != nil),
    ]
  }

  /// Puts these settings and, where they are silent, those of `file` into a recurrent network; others have none of them.
  ///
  /// - Parameter patch: the side that was asked for.
  func apply(to architecture: inout Architecture, patch: Int?, _ file: RecipeFile) throws {
    guard var network = architecture.recurrent else { return try refuse(for: architecture) }
    if let sequence = file.word(sequence, "sequence") { network.sequence = sequence }
    if let summary = file.word(summary, "summary") { network.summary = summary }
    network.isBidirectional = file.flag(bidirectional, "bidirectional")
    if let reset = file.word(resetGate, "reset_gate") {
      guard ResetGate(network.cell) != nil else {
        throw ValidationError("--reset-gate: \(architecture.name) has none; use --model gru")
      }
      network.cell = reset.cell
    }
    if let layers = file.wholeNumber(layers, "layers") {
      guard (1...64).contains(layers.value) else {
        throw ValidationError("\(layers.name): expected 1 to 64, received \(layers.value)")
      }
      if network.hidden.count == 1 {
        network.hidden = Array(repeating: network.hidden[0], count: layers.value)
      }
      guard network.hidden.count == layers.value else {
        throw ValidationError(
          "\(layers.name): expected \(network.hidden.count), as many as there are widths, received \(layers.value); give one width for all"
        )
      }
    }
    if let patch {
      guard network.sequence == .patches else {
        throw ValidationError(
          "--patch: a sequence of \(network.sequence.rawValue) has no patches, received \(patch); use --sequence patches"
        )
      }
      guard (1...4096).contains(patch) else {
        throw ValidationError("--patch: expected 1 to 4096, received \(patch)")
      }
      network.patch = patch
    }
    architecture = .recurrent(network)
  }

  private func refuse(for architecture: Architecture) throws {
    guard let option = own.first(where: \.isGiven)?.name else { return }
    throw ValidationError(
      "\(option): \(architecture.name) is no recurrent network; use --model rnn, lstm or gru")
  }
}

extension RecurrentNetwork.Sequence: ExpressibleByArgument {}
extension RecurrentNetwork.Summary: ExpressibleByArgument {}
extension ResetGate: ExpressibleByArgument {}
