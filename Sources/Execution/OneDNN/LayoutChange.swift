import COneDNN

// The one rule for how values go from one layout to another. oneDNN offers a reorder for nearly every pair, and not all
// that it offers are right: of weights in unpadded blocks it writes past the end of the target (2.6.3, from ABcd16b16a to
// BcdA16b2a), and what a Winograd kernel wants at inference can be made from row-major order only. So values change layout
// at once where one side is row-major, or where both are images; all else goes by way of row-major order.
// `LayoutChangeTests` holds both kinds over shapes, at every level of the processor that there is.
extension Layout {
  /// Whether one reorder may take values from this layout to `other`, which has the same dimensions.
  func changesDirectly(to other: Layout) -> Bool {
    switch (ordering, other.ordering) {
    case (.rowMajor, _), (_, .rowMajor), (.image, .image): true
    case (.image, .blocked), (.image, .opaque), (.blocked, _), (.opaque, _): false
    }
  }
}

extension Kernel {
  /// Copies a tensor from one layout to another that it changes to directly, converting its elements where they differ.
  ///
  /// - Throws: `ExecutionError.library` where oneDNN has no code for the pair, as from an opaque layout to any other.
  static func reorder(node: String, engine: Engine, from: Layout, to: Layout) throws(ExecutionError) -> Kernel
  {
    precondition(
      from.changesDirectly(to: to),
      "a reorder from \(from.ordering) to \(to.ordering) goes by way of row-major order")
    return try Kernel("reorder", node: node, engine: engine) { engine, result in
      fovea_dnn_reorder(engine, from.pointer, to.pointer, result)
    }
  }

  /// This kernel, if its weights can be made from row-major ones: found out before a plan is built on it.
  func requiringReachableWeights() throws(ExecutionError) -> Kernel {
    if let weights = try optionalLayout(.weights) {
      _ = try Kernel.reorder(node: node, engine: engine, from: try weights.plain(), to: weights)
    }
    return self
  }
}
