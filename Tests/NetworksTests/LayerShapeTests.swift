import FoveaNetworks
import Testing

/// Output shapes of the operations on images, and the words in which shapes that do not fit are refused.
struct LayerShapeTests {
  static func output(_ operation: NodeOperation, _ inputs: Shape...) throws(ShapeMismatch) -> Shape {
    try operation.layer.outputShape(for: inputs)
  }

  @Test func paddingIsAsDefined() {
    func amounts(_ padding: Padding, _ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int = 1) -> [Int]
    {
      let all = padding.amounts(
        input: Extent(input), kernel: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation))
      return [all.top, all.left, all.bottom, all.right]
    }
    #expect(amounts(.valid, 5, 3, 1) == [0, 0, 0, 0])
    #expect(amounts(.same, 5, 3, 1) == [1, 1, 1, 1])
    #expect(amounts(.same, 6, 3, 2) == [0, 0, 1, 1])  // the odd pixel lies at the bottom and right
    #expect(amounts(.same, 5, 2, 1) == [0, 0, 1, 1])
    #expect(amounts(.same, 5, 3, 1, 2) == [2, 2, 2, 2])
    #expect(amounts(.same, 5, 1, 3) == [0, 0, 0, 0])
    #expect(amounts(.symmetric(2), 5, 3, 1) == [2, 2, 2, 2])
    #expect(amounts(.explicit(top: 1, left: 2, bottom: 3, right: 4), 9, 3, 1) == [1, 2, 3, 4])
  }

  @Test func sameMeansInputOverStrideRoundedUp() throws {
    for side in 1...20 {
      for kernel in 1...5 {
        for stride in 1...4 {
          for dilation in 1...3 {
            let operation = NodeOperation.convolution(
              7, kernelSize: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation))
            let expected = (side + stride - 1) / stride
            #expect(try LayerShapeTests.output(operation, [2, side, side]) == [7, expected, expected])
          }
        }
      }
    }
  }

  @Test func convolutionsHaveTheShapesOfPyTorch() throws {
    func output(_ operation: NodeOperation) throws -> Shape {
      try LayerShapeTests.output(operation, [4, 9, 12])
    }
    #expect(try output(.convolution(8, kernelSize: 3, padding: .valid)) == [8, 7, 10])
    #expect(try output(.convolution(8, kernelSize: 3, stride: 2, padding: .symmetric(1))) == [8, 5, 6])
    #expect(
      try output(
        .convolution(
          8, kernelSize: Extent(height: 5, width: 1), stride: Extent(height: 2, width: 3), padding: .valid))
        == [8, 3, 4])
    #expect(try output(.convolution(8, kernelSize: 3, padding: .valid, dilation: 4)) == [8, 1, 4])
    #expect(try output(.transposedConvolution(6, kernelSize: 3)) == [6, 11, 14])
    #expect(
      try output(
        .transposedConvolution(6, kernelSize: 3, stride: 2, padding: .symmetric(1), outputPadding: 1))
        == [6, 18, 24])
    #expect(try output(.transposedConvolution(6, kernelSize: 2, stride: 3, dilation: 2)) == [6, 27, 36])
    #expect(try output(.maxPooling(2)) == [4, 4, 6])
    #expect(try output(.maxPooling(3, stride: 2, padding: .symmetric(1))) == [4, 5, 6])
    #expect(try output(.averagePooling(2, padding: .same)) == [4, 5, 6])
    #expect(try output(.globalAveragePooling) == [4])
    #expect(try output(.upsampling(3)) == [4, 27, 36])
    #expect(try LayerShapeTests.output(.concatenate, [2, 5, 6], [3, 5, 6], [1, 5, 6]) == [6, 5, 6])
    #expect(try LayerShapeTests.output(.concatenate, [2], [3]) == [5])
    #expect(try LayerShapeTests.output(.multiply, [3, 5, 6], [3]) == [3, 5, 6])
    #expect(try LayerShapeTests.output(.multiply, [3, 5, 6], [3, 1, 1]) == [3, 5, 6])
    #expect(try LayerShapeTests.output(.multiply, [7], [7]) == [7])
    #expect(try LayerShapeTests.output(.batchNormalization, [3, 5, 6]) == [3, 5, 6])
    #expect(try LayerShapeTests.output(.layerNormalization, [5, 6]) == [5, 6])
  }

  @Test func parametersHaveTheShapesOfPyTorch() {
    func parameters(_ operation: NodeOperation) -> [String] {
      operation.layer.parameters(for: [[4, 9, 12]]).map { "\($0.name) \($0.shape)" }
    }
    #expect(
      parameters(.convolution(8, kernelSize: Extent(height: 3, width: 5), groups: 2))
        == ["weight [8, 2, 3, 5]", "bias [8]"])
    #expect(parameters(.convolution(4, kernelSize: 3, groups: 4, bias: false)) == ["weight [4, 1, 3, 3]"])
    #expect(
      parameters(.transposedConvolution(6, kernelSize: 3, groups: 2)) == ["weight [4, 3, 3, 3]", "bias [6]"])
    #expect(
      parameters(.batchNormalization) == ["weight [4]", "bias [4]", "running_mean [4]", "running_var [4]"])
    #expect(parameters(.layerNormalization).first == "weight [12]")
  }

  @Test func workIsCounted() {
    func work(_ operation: NodeOperation, _ shape: Shape = [4, 9, 12]) -> Int {
      operation.layer.multiplyAdds(for: [shape])
    }
    #expect(work(.convolution(8, kernelSize: 3)) == 8 * 9 * 12 * 4 * 9)
    #expect(work(.convolution(8, kernelSize: 3, stride: 2, padding: .symmetric(1))) == 8 * 5 * 6 * 4 * 9)
    #expect(work(.convolution(4, kernelSize: 3, groups: 4)) == 4 * 9 * 12 * 9)
    #expect(work(.transposedConvolution(8, kernelSize: 3)) == 4 * 9 * 12 * 8 * 9)
  }

  struct Misfit: Sendable {
    let operation: NodeOperation
    let inputs: [Shape]
    let message: String
  }

  static let misfits = [
    Misfit(
      operation: .recurrent(.lstm, hidden: 4), inputs: [[1, 28, 28]],
      message: "expected [T, F], received [1, 28, 28]; make a sequence of the picture before it"),
    Misfit(
      operation: .recurrent(.lstm, hidden: 2048, result: .last), inputs: [[1 << 20, 1]],
      message:
        "expected [T, F] whose states are at most 2147483647 numbers, received [1048576, 1]; use a shorter sequence"
    ),
    Misfit(
      operation: .sequence(.patches(side: 5)), inputs: [[1, 28, 20]],
      message:
        "expected [C, H, W] that patches of 5×5 divide, received [1, 28, 20]; choose a side that divides height and width"
    ),
    Misfit(
      operation: .sequence(.rows), inputs: [[784]],
      message:
        "expected [C, H, W], received [784]; use it on images, before any flatten or pooling to a vector"),
    Misfit(
      operation: .convolution(8, kernelSize: 3), inputs: [[784]],
      message:
        "expected [C, H, W], received [784]; use it on images, before any flatten or pooling to a vector"),
    Misfit(
      operation: .convolution(8, kernelSize: 3, groups: 2), inputs: [[3, 8, 8]],
      message:
        "expected [C, H, W] with C a multiple of 2 groups, received [3, 8, 8]; choose a number of groups that divides the 3 channels"
    ),
    Misfit(
      operation: .convolution(7, kernelSize: 3, groups: 2), inputs: [[4, 8, 8]],
      message:
        "expected a number of output channels that 2 groups divide, not 7, received [4, 8, 8]; choose a number of groups that divides the output channels"
    ),
    Misfit(
      operation: .convolution(7, kernelSize: 5, padding: .valid, dilation: 2), inputs: [[4, 8, 8]],
      message:
        "expected [C, H, W] of at least 9×9 pixels, received [4, 8, 8]; use larger images, a smaller kernel or more padding"
    ),
    Misfit(
      operation: .convolution(7, kernelSize: 5, padding: .explicit(top: 1, left: 0, bottom: 0, right: 2)),
      inputs: [[4, 3, 8]],
      message:
        "expected [C, H, W] of at least 5×5 pixels with padding (top 1, left 0, bottom 0, right 2), received [4, 3, 8]; use larger images, a smaller kernel or more padding"
    ),
    Misfit(
      operation: .transposedConvolution(7, kernelSize: 1, padding: .symmetric(2)), inputs: [[4, 4, 8]],
      message:
        "expected [C, H, W] that is larger after the convolution than the padding it takes away, received [4, 4, 8]; use less padding or larger images"
    ),
    Misfit(
      operation: .maxPooling(3), inputs: [[4, 2, 8]],
      message:
        "expected [C, H, W] of at least 3×3 pixels, received [4, 2, 8]; use larger images, a smaller kernel or more padding"
    ),
    Misfit(
      operation: .multiply, inputs: [[4, 2, 8], [3]],
      message:
        "expected two inputs of one shape, or [C, H, W] and [C] or [C, 1, 1], received [4, 2, 8] and [3]; put the image first and give as many factors as it has channels"
    ),
    Misfit(
      operation: .concatenate, inputs: [[4, 2, 8], [4, 4, 8]],
      message:
        "expected two or more inputs [C, H, W] of one height and width, or vectors [D], received [4, 2, 8] and [4, 4, 8]; bring them to one size with a stride, pooling or upsampling first"
    ),
    Misfit(
      operation: .add, inputs: [[4, 2, 8], [4, 4, 8]],
      message:
        "expected two inputs of one shape, received [4, 2, 8] and [4, 4, 8]; project the shorter branch first"
    ),
    Misfit(
      operation: .layerNormalization, inputs: [[4, 2, 8]],
      message: "expected [D] or [T, D], received [4, 2, 8]; put a flatten before it"),
    Misfit(
      operation: .globalMaxPooling, inputs: [],
      message: "expected one input, received no input; connect global-max-pooling to one node"),
  ]

  @Test(arguments: misfits)
  func shapesThatDoNotFitAreRefusedInWords(_ misfit: Misfit) throws {
    // Nodes in front give the shapes: an image's by a convolution, a vector's by a linear layer after pooling.
    var builder = NetworkBuilder(input: misfit.inputs.first ?? [1])
    var sources: [Source] = misfit.inputs.isEmpty ? [] : [.input]
    for shape in misfit.inputs.dropFirst() {
      if let extent = shape.extent, let input = misfit.inputs[0].extent {
        let rows = extent.height - input.height
        sources.append(
          builder.append(
            .convolution(
              shape[0], kernelSize: 1, padding: .explicit(top: rows, left: 0, bottom: 0, right: 0)),
            to: .input))
      } else {
        builder.append(.globalAveragePooling, to: .input)
        sources.append(builder.append(.linear(shape[0])))
      }
    }
    let nodes = [Node(name: "here", operation: misfit.operation, inputs: sources)]
    let expected = "node 'here' (\(misfit.operation.layer.kind)): \(misfit.message)"
    #expect(refusal(of: misfit, before: builder, nodes) == expected)
  }

  private func refusal(of misfit: Misfit, before builder: NetworkBuilder, _ nodes: [Node]) -> String {
    // Without nodes in front the builder has nothing to build.
    let before = (try? builder.build())?.nodes ?? []
    do throws(NetworkError) {
      _ = try Network(input: misfit.inputs.first ?? [1], nodes: before + nodes)
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func workThatNoMachineDoesIsRefused() {
    #expect(throws: NetworkError.self) {
      var builder = NetworkBuilder(input: [1, 40_000, 40_000])
      builder.append(.convolution(1, kernelSize: 30_000, padding: .same))
      _ = try builder.build()
    }
    #expect(throws: NetworkError.self) {
      var builder = NetworkBuilder(input: [1, 1000, 1000])
      builder.append(.upsampling(Int(UInt16.max)))
      _ = try builder.build()
    }
  }
}
