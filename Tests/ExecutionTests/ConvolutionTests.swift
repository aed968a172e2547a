import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Convolutions of every kind against the naive loops and their numerical derivatives.
struct ConvolutionTests {
  /// An operation on images, with the shape of its input.
  struct Case: Sendable, CustomStringConvertible {
    let input: Shape
    let operation: NodeOperation

    init(_ input: Shape, _ operation: NodeOperation) { (self.input, self.operation) = (input, operation) }

    var description: String {
      switch operation {
      case .convolution(let layer):
        "\(input) to \(layer.outputChannels), kernel \(layer.kernelSize), stride \(layer.stride), \(layer.padding), dilation \(layer.dilation), groups \(layer.groups), bias \(layer.hasBias)"
      case .transposedConvolution(let layer):
        "\(input) to \(layer.outputChannels), transposed, kernel \(layer.kernelSize), stride \(layer.stride), \(layer.padding) + \(layer.outputPadding), dilation \(layer.dilation), groups \(layer.groups), bias \(layer.hasBias)"
      default: "\(operation) of \(input)"
      }
    }

    /// Checks the operation as the first of a network, whose input needs no gradient, or behind a 1×1
    /// convolution, whose gradients are right only if that of its input is.
    func check(batch: Int, isFirst: Bool, activation: Activation? = nil) throws {
      var builder = NetworkBuilder(input: input)
      if !isFirst { builder.append(.convolution(input[0], kernelSize: 1), name: "before") }
      builder.append(operation, name: "tested")
      if let activation { builder.append(.activation(activation)) }
      builder.append(.flatten)
      builder.append(.linear(3), name: "head")
      let trial = Trial(try builder.build(), batch: batch, seed: UInt64(batch))
      try GradientCheck("\(self), batch \(batch)\(isFirst ? ", first" : "")", trial).expectAgreement()
    }
  }

  private static let sides = (
    one: Extent(1), row: Extent(height: 1, width: 7), column: Extent(height: 6, width: 1), odd: Extent(5),
    oblong: Extent(height: 4, width: 9), even: Extent(8)
  )

  /// One of everything, by hand.
  static let cases: [Case] = [
    // One pixel, one channel, thin images.
    Case([1, 1, 1], .convolution(1, kernelSize: 1)),
    Case([1, 1, 1], .convolution(1, kernelSize: 3)),
    Case([3, 1, 7], .convolution(7, kernelSize: 3)),
    Case([7, 6, 1], .convolution(3, kernelSize: Extent(height: 3, width: 1), padding: .valid)),
    // Channels on both sides of the blocks of 8 and 16.
    Case([1, 5, 5], .convolution(16, kernelSize: 3)),
    Case([3, 8, 8], .convolution(32, kernelSize: 3)),
    Case([8, 5, 5], .convolution(16, kernelSize: 3)),
    Case([16, 4, 9], .convolution(17, kernelSize: 3)),
    Case([17, 5, 5], .convolution(16, kernelSize: 3)),
    Case([33, 3, 3], .convolution(7, kernelSize: 3)),
    Case([64, 4, 4], .convolution(67, kernelSize: 3)),
    Case([67, 3, 3], .convolution(64, kernelSize: 1)),
    Case([32, 8, 8], .convolution(32, kernelSize: 3)),
    Case([16, 7, 7], .convolution(1, kernelSize: 1, bias: false)),
    // Strides, with both kinds of odd padding.
    Case([3, 8, 8], .convolution(8, kernelSize: 3, stride: 2, padding: .symmetric(1))),
    Case([3, 8, 8], .convolution(8, kernelSize: 3, stride: 2)),
    Case([16, 5, 5], .convolution(16, kernelSize: 1, stride: 2, padding: .valid)),
    Case([3, 9, 9], .convolution(16, kernelSize: 7, stride: 2, padding: .symmetric(3), bias: false)),
    Case([4, 4, 9], .convolution(5, kernelSize: 2, stride: Extent(height: 1, width: 3))),
    // Kernels that are not square, or even.
    Case([3, 4, 9], .convolution(8, kernelSize: Extent(height: 1, width: 5))),
    Case([5, 8, 8], .convolution(3, kernelSize: 4)),
    Case([3, 5, 5], .convolution(7, kernelSize: 5, padding: .valid)),
    // Padding.
    Case(
      [3, 5, 5], .convolution(7, kernelSize: 3, padding: .explicit(top: 0, left: 1, bottom: 2, right: 0))),
    Case([2, 4, 4], .convolution(3, kernelSize: 2, padding: .symmetric(3))),
    // Dilation.
    Case([3, 8, 8], .convolution(16, kernelSize: 3, dilation: 2)),
    Case(
      [4, 8, 8],
      .convolution(3, kernelSize: 3, stride: 2, padding: .valid, dilation: Extent(height: 3, width: 1))),
    // Groups and depthwise.
    Case([4, 5, 5], .convolution(6, kernelSize: 3, groups: 2)),
    Case([16, 5, 5], .convolution(32, kernelSize: 3, groups: 4, bias: false)),
    Case([33, 4, 4], .convolution(66, kernelSize: 1, groups: 3)),
    Case([1, 5, 5], .convolution(1, kernelSize: 3, groups: 1)),
    Case([7, 5, 5], .convolution(7, kernelSize: 3, groups: 7)),
    Case([16, 5, 5], .convolution(16, kernelSize: 3, groups: 16)),
    Case([17, 8, 8], .convolution(17, kernelSize: 5, stride: 2, padding: .symmetric(2), groups: 17)),
    Case([67, 3, 3], .convolution(67, kernelSize: 3, groups: 67, bias: false)),
    Case([8, 5, 5], .convolution(16, kernelSize: 3, groups: 8)),
    Case([8, 8, 8], .convolution(8, kernelSize: 3, dilation: 2, groups: 8)),
  ]

  static let transposed: [Case] = [
    Case([1, 1, 1], .transposedConvolution(1, kernelSize: 3)),
    Case([3, 4, 5], .transposedConvolution(7, kernelSize: 3)),
    Case([16, 4, 4], .transposedConvolution(17, kernelSize: 2, stride: 2)),
    Case(
      [8, 3, 3],
      .transposedConvolution(16, kernelSize: 3, stride: 2, padding: .symmetric(1), outputPadding: 1)),
    Case([4, 3, 4], .transposedConvolution(6, kernelSize: 3, groups: 2, bias: false)),
    Case([8, 3, 3], .transposedConvolution(8, kernelSize: 3, stride: 2, groups: 8)),
    Case(
      [3, 4, 4],
      .transposedConvolution(
        5, kernelSize: 3, padding: .explicit(top: 1, left: 0, bottom: 2, right: 1), dilation: 2)),
    Case(
      [5, 4, 3],
      .transposedConvolution(
        3, kernelSize: Extent(height: 2, width: 3), stride: Extent(height: 1, width: 3),
        outputPadding: Extent(height: 0, width: 2))),
    Case([33, 3, 3], .transposedConvolution(1, kernelSize: 4, stride: 2, padding: .symmetric(1))),
    // A picture of one pixel that becomes the kernel is one matrix product.
    Case([11, 1, 1], .transposedConvolution(17, kernelSize: 4, bias: false)),
    Case(
      [1, 1, 1], .transposedConvolution(3, kernelSize: Extent(height: 1, width: 3), stride: 2, bias: false)),
    Case([11, 1, 1], .transposedConvolution(17, kernelSize: 4)),
    Case([4, 1, 1], .transposedConvolution(6, kernelSize: 2, groups: 2, bias: false)),
    // As large as the kernel as well, but in other places.
    Case(
      [4, 1, 1],
      .transposedConvolution(
        5, kernelSize: 3, stride: 3, padding: .symmetric(1), outputPadding: 2, bias: false)),
    Case(
      [4, 1, 1],
      .transposedConvolution(5, kernelSize: 3, padding: .symmetric(1), dilation: 2, bias: false)),
  ]

  /// Windows that reach over a whole side of their image.
  static let covered: [Case] = [
    Case([8, 2, 2], .convolution(16, kernelSize: 3)),
    Case([16, 1, 2], .convolution(8, kernelSize: 3, bias: false)),
    Case([8, 2, 2], .convolution(8, kernelSize: 3, stride: 2, padding: .symmetric(1))),
    Case([8, 2, 5], .convolution(16, kernelSize: 3, stride: 2)),
    Case(
      [16, 2, 3], .convolution(8, kernelSize: 3, padding: .explicit(top: 2, left: 0, bottom: 0, right: 1))),
    Case([8, 3, 3], .convolution(8, kernelSize: 3, dilation: 2)),
    Case([8, 4, 4], .convolution(8, kernelSize: 5, groups: 8)),
    Case([16, 2, 2], .convolution(16, kernelSize: 3, stride: 2, padding: .symmetric(1), groups: 16)),
    Case([8, 1, 1], .convolution(8, kernelSize: 5, groups: 8)),
  ]

  @Test(arguments: cases + covered + transposed)
  func agreesWithItsReference(_ example: Case) throws {
    try example.check(batch: 2, isFirst: false)
    try example.check(batch: 3, isFirst: true)
    try example.check(batch: 1, isFirst: false, activation: .relu)
  }

  /// oneDNN's kernels for the gradient of such weights compute one number at a time.
  @Test(.enabled(if: WinogradTests.isAvailable, "for kernels of AVX2"), arguments: covered)
  func aWindowOverTheWholeImageIsVectorized(_ example: Case) throws {
    var builder = NetworkBuilder(input: example.input)
    builder.append(example.operation, name: "tested")
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    let executable = try Executable(
      try builder.build(), batch: 2, .training(.crossEntropy), tuner: Tuner(ownLoops: .never))
    let steps = try executable.context(batch: 2).profiledRun().filter {
      $0.work.hasSuffix("weights gradient")
    }
    #expect(steps.contains { $0.node == "tested" })
    for step in steps {
      #expect(!step.implementation.hasPrefix("ref"), "\(step.node): \(step.implementation)")
    }
  }

  /// Combinations that nobody thought of.
  @Test(arguments: drawn(60))
  func drawnCombinationsAgree(_ example: Case) throws {
    try example.check(batch: 2, isFirst: false)
  }

  private static func drawn(_ count: Int) -> [Case] {
    var random = RandomSource(seed: 2026).stream("convolutions")
    var cases: [Case] = []
    while cases.count < count {
      func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
      }
      let input: Shape = [
        pick([1, 2, 3, 7, 8, 16, 17, 33]), pick([1, 2, 3, 5, 6, 9]), pick([1, 2, 3, 5, 8]),
      ]
      let kernel = Extent(height: pick([1, 2, 3, 5]), width: pick([1, 3, 3, 4]))
      let stride = Extent(height: pick([1, 1, 2, 3]), width: pick([1, 1, 2]))
      let padding: Padding = pick([
        .valid, .same, .same, .symmetric(1), .explicit(top: 0, left: 2, bottom: 1, right: 0),
      ])
      let groups = pick([1, 1, 1, input[0], 2])
      let outputs = pick([1, 3, 8, 16, 17]) * groups
      let dilation: Extent = pick([1, 1, 1, 2])
      let operation = NodeOperation.convolution(
        outputs, kernelSize: kernel, stride: stride, padding: padding, dilation: dilation, groups: groups,
        bias: pick([true, false]))
      // Refuse what does not fit, and what is slow to check.
      let work = operation.layer.multiplyAdds(for: [input])
      if (try? operation.layer.outputShape(for: [input])) != nil, work < 100_000 {
        cases.append(Case(input, operation))
      }
    }
    return cases
  }
}
