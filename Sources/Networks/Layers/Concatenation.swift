/// Images one behind the other along their channels, or vectors along their only dimension.
///
/// - Shapes: two or more inputs `[Cᵢ, H, W]` of one H and W, output `[Σ Cᵢ, H, W]`; or `[Dᵢ]`, output `[Σ Dᵢ]`.
/// - Also known as `torch.cat(dim=1)` of batches, ONNX `Concat`.
/// - Source: Huang et al.: *Densely Connected Convolutional Networks*, arXiv:1608.06993, equation 2.
public struct Concatenation: Hashable, Sendable {
  /// Makes the operation.
  public init() {}
}

extension Concatenation: Layer {
  package var kind: String { "concatenate" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    guard inputs.count >= 2, inputs.allSatisfy({ $0.rank == 1 || $0.rank == 3 }),
      inputs.allSatisfy({ $0.rank == inputs[0].rank && $0.extent == inputs[0].extent })
    else {
      throw ShapeMismatch(
        expected: "two or more inputs [C, H, W] of one height and width, or vectors [D]",
        remedy: "bring them to one size with a stride, pooling or upsampling first")
    }
    var sum = 0
    for input in inputs {
      let (total, overflow) = sum.addingReportingOverflow(input[0])
      guard !overflow else {
        throw ShapeMismatch(expected: "fewer channels", remedy: "concatenate fewer inputs")
      }
      sum = total
    }
    return Shape([sum] + inputs[0].dimensions.dropFirst())
  }
}

extension NodeOperation {
  /// Images one behind the other along their channels, or vectors along their only dimension.
  public static var concatenate: NodeOperation { .concatenate(Concatenation()) }
}
