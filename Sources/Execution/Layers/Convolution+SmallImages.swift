import FoveaNetworks

// Windows that reach over a whole side of their image, as 3×3 taps do on 2×2 pixels: for the gradient of their weights
// oneDNN 2.6 has scalar loops only, hundreds of times slower than its vectors.
extension Compiler {
  /// The gradient of a convolution's weights from a copy of its source that has the padding in memory.
  ///
  /// - Parameter bias: the layout of the bias' gradient, if the convolution has one.
  /// - Returns: the kernel and the copy; nil where such a kernel has scalar loops, too.
  mutating func paddedWeightsGradient(
    _ forward: Kernel, _ site: ConvolutionSite, _ source: Operand, bias: Layout?
  ) throws(ExecutionError) -> (kernel: Kernel, source: Operand)? {
    let (node, padding) = (forward.node, site.window.padding)
    let padded = site.padded()
    let hint = try Kernel.convolution(
      node: node, engine: engine, isTraining: true, algorithm: .direct, window: padded.window,
      source: try padded.source(), weights: try padded.weights(), bias: bias,
      destination: try padded.destination(), fusion: .none)
    let kernel = try Kernel.convolutionWeightsGradient(
      engine: engine, algorithm: .direct, window: padded.window, source: try padded.source(),
      weightsGradient: try padded.weightsGradient(), biasGradient: bias,
      destinationGradient: try padded.destination(), forward: hint)
    let layout = try kernel.layout(.source)
    guard kernel.isVectorized, !layout.isPadded else { return nil }
    let copy = reserve(layout)
    let bytes = layout.bytes
    add(node: node, work: "padding", [copy]) {
      UnsafeMutableRawPointer($0.floats(0)).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    }
    let inner = copy.viewed(
      as: try layout.part(source.layout.dimensions, at: [0, 0, padding.top, padding.left], node: node))
    try self.copy(source, into: inner, node: node)
    return (kernel, copy)
  }
}

extension ConvolutionSite {
  /// The same convolution of an image that has the padding as pixels; what rows no stride reaches stays as it is.
  fileprivate func padded() -> ConvolutionSite {
    var site = self
    let padding = window.padding
    site.window.padding = (0, 0, min(0, padding.bottom), min(0, padding.right))
    site.input = [
      input[0], input[1] + padding.top + max(0, padding.bottom),
      input[2] + padding.left + max(0, padding.right),
    ]
    return site
  }
}
