import COneDNN

extension Kernel {
  enum Combination: Sendable {
    case addition
    case multiplication
  }

  /// destination = left ∘ right, where destination may be left, and `right` is repeated along dimensions of one.
  static func combine(
    _ combination: Combination, node: String, engine: Engine, left: Layout, right: Layout,
    destination: Layout,
    fusion: Fusion = .none
  ) throws(ExecutionError) -> Kernel {
    var fusion = fusion.raw
    let kind = combination == .addition ? FOVEA_DNN_ADD : FOVEA_DNN_MULTIPLY
    return try Kernel("\(combination)", node: node, engine: engine) { engine, result in
      fovea_dnn_combine(
        engine, kind, left.pointer, right.pointer, destination.pointer, &fusion, result)
    }
  }

  /// Puts `parts` side by side along the second dimension.
  static func concatenation(
    node: String, engine: Engine, parts: [Layout], destination: Layout
  ) throws(ExecutionError) -> Kernel {
    let pointers = parts.map { Optional($0.pointer) }
    return try Kernel("concatenation", node: node, engine: engine) { engine, result in
      fovea_dnn_concatenate(engine, 1, Int32(pointers.count), pointers, destination.pointer, result)
    }
  }
}
