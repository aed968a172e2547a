/// How long one step of a plan took, for a profile.
package struct StepTime: Hashable, Sendable {
  /// The node that the step belongs to.
  package let node: String
  /// What was done, such as `convolution, source gradient`.
  package let work: String
  /// By which code, such as `jit:avx2`; `fovea` for our own.
  package let implementation: String
  package let seconds: Double
  /// Of the whole batch; zero where it is not multiplications that take the time.
  package let multiplyAdds: Int

  init(_ step: Step, seconds: Double) {
    node = step.node
    switch step.work {
    case .kernel(let kernel, _): (work, implementation) = (kernel.call, kernel.implementation)
    case .loop(let name, _, _): (work, implementation) = (name, "fovea")
    }
    self.seconds = seconds
    multiplyAdds = step.multiplyAdds
  }
}
