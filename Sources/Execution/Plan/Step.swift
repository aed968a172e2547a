import FoveaNetworks

/// Where a tensor of a plan is kept.
enum Place: Hashable, Sendable {
  /// A buffer of the arena, by its number in the plan.
  case arena(Int)
  /// A parameter, by its position in the network's parameters.
  case parameter(Int)
  /// The gradient of that parameter.
  case gradient(Int)
  /// What the prologue computed from the parameters, by its number in the plan.
  case constant(Int)
}

/// A tensor that a step reads or writes: where it is and how its elements lie.
struct Operand: Sendable {
  let place: Place
  let layout: Layout

  /// Whether it changes only when the parameters do.
  var isConstant: Bool {
    switch place {
    case .parameter, .constant: true
    case .arena, .gradient: false
    }
  }

  /// The same memory seen in another layout of no more bytes.
  func viewed(as layout: Layout) -> Operand { Operand(place: place, layout: layout) }
}

/// One piece of work of a plan.
struct Step: Sendable {
  enum Work: Sendable {
    case kernel(Kernel, [(role: Role, operand: Operand)])
    /// Code of our own, with a word for it in profiles.
    case loop(String, [Operand], @Sendable (LoopArguments) -> Void)
  }

  /// The node that it belongs to.
  let node: String
  let work: Work
  /// Multiply-adds of the whole batch, where they are what the step spends its time on.
  var multiplyAdds = 0

  /// What it does, in a word or two.
  var call: String {
    switch work {
    case .kernel(let kernel, _): kernel.call
    case .loop(let word, _, _): word
    }
  }

  var operands: [Operand] {
    switch work {
    case .kernel(_, let arguments): arguments.map(\.operand)
    case .loop(_, let operands, _): operands
    }
  }
}

/// What a loop of our own is given: the memory of its operands in their order, and randomness.
struct LoopArguments {
  let addresses: [UnsafeMutableRawPointer]
  /// The stream of this run of the plan; a node takes its own from it by name.
  let random: RandomSource

  func floats(_ index: Int) -> UnsafeMutablePointer<Float> {
    addresses[index].assumingMemoryBound(to: Float.self)
  }

  func bytes(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    addresses[index].assumingMemoryBound(to: UInt8.self)
  }
}
