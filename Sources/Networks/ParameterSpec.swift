/// Name, shape and beginning of one tensor that an operation learns or keeps.
///
/// Names follow PyTorch's (`weight`, `bias`, `running_mean`, `running_var`), so that weights can be exchanged.
package struct ParameterSpec: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    /// A matrix or kernel: learned, and what weight decay applies to.
    case weight
    /// A bias, scale or shift: learned, and left alone by weight decay.
    case offset
    /// A running statistic: kept and stored, never learned.
    case statistic
  }

  package let name: String
  package let shape: Shape
  package let role: Role
  package let initializer: Initializer
  /// Whether no step of training moves it, as what was measured on the data.
  package let isFrozen: Bool

  package init(
    _ name: String, _ shape: Shape, role: Role, initializer: Initializer, isFrozen: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.role = role
    self.initializer = initializer
    self.isFrozen = isFrozen
  }

  package var isTrainable: Bool { role != .statistic }

  /// The same parameter under the dotted name that it has in a whole network.
  package func prefixed(by node: String) -> ParameterSpec {
    ParameterSpec(
      "\(node).\(name)", shape, role: role, initializer: initializer, isFrozen: isFrozen)
  }
}
