import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Networks in which a value is used more than once: gradients of all uses add up, whatever rank each use sees
/// the value in.
struct BranchTests {
  /// What to do with the builder after a linear layer `stem`, and the name of the case.
  struct Branch: Sendable, CustomStringConvertible {
    let description: String
    let append: @Sendable (inout NetworkBuilder, Source) -> Void
  }

  static let branches: [Branch] = [
    Branch(description: "a value added to itself") { builder, stem in
      builder.append(.add, to: stem, stem)
    },
    Branch(description: "a value added to itself twice over") { builder, stem in
      let double = builder.append(.add, to: stem, stem)
      let relu = builder.append(.relu, to: double)
      builder.append(.add, to: relu, double)
      builder.append(.add, to: builder.last, stem)
    },
    Branch(description: "a residual block") { builder, stem in
      builder.append(.linear(6), to: stem)
      builder.append(.relu)
      builder.append(.linear(6))
      builder.append(.add, to: builder.last, stem)
      builder.append(.relu)
    },
    Branch(description: "a residual block with normalisation, whose kernel sees another rank") {
      builder, stem in
      let normalized = builder.append(.batchNormalization, to: stem)
      builder.append(.add, to: stem, normalized)
    },
    Branch(description: "the branch of another rank first") { builder, stem in
      let normalized = builder.append(.batchNormalization, to: stem)
      builder.append(.add, to: normalized, stem)
      builder.append(.activation(.tanh))
    },
    Branch(description: "three uses, one of them through dropout") { builder, stem in
      let dropped = builder.append(.dropout(0.3), to: stem)
      let squashed = builder.append(.activation(.sigmoid), to: stem)
      let sum = builder.append(.add, to: dropped, squashed)
      builder.append(.add, to: sum, stem)
    },
    Branch(description: "an activation that cannot be fused, as its input is used again") { builder, stem in
      let relu = builder.append(.relu, to: stem)
      builder.append(.add, to: relu, stem)
    },
    Branch(description: "a branch that leads nowhere") { builder, stem in
      builder.append(.linear(4), name: "unused", to: stem)
      builder.append(.activation(.tanh), to: stem)
    },
  ]

  @Test(arguments: branches, [[6], [3, 6]] as [Shape])
  func gradientsOfAllUsesAddUp(branch: Branch, shape: Shape) throws {
    var builder = NetworkBuilder(input: shape)
    let stem = builder.append(.linear(6), name: "stem")
    branch.append(&builder, stem)
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    let trial = Trial(try builder.build(), batch: 4, seed: 8)
    try GradientCheck("\(branch), \(shape)", trial).expectAgreement()
  }

  @Test func branchesMayBeginAtTheInput() throws {
    var builder = NetworkBuilder(input: [5])
    let left = builder.append(.linear(4), name: "left", to: .input)
    let right = builder.append(.linear(4), name: "right", to: .input)
    let both = builder.append(.add, to: left, right)
    builder.append(.relu, to: both)
    try GradientCheck("two branches of the input", Trial(try builder.build(), batch: 3)).expectAgreement()
  }

  @Test func theInputMayBeAddedToAProjectionOfItself() throws {
    var builder = NetworkBuilder(input: [5])
    let projected = builder.append(.linear(5), to: .input)
    builder.append(.add, to: .input, projected)
    builder.append(.linear(2))
    try GradientCheck("a skip from the input", Trial(try builder.build(), batch: 3)).expectAgreement()
  }
}
