import FoveaNetworks

/// A convolution where it stands: the sizes that its kernels are created for.
struct ConvolutionSite {
  var window: Window
  let outputChannels: Int
  let multiplyAdds: Int
  private let groups: Int
  var input: Shape
  private let output: Shape
  private let batch: Int
  private let element: Layout.Element

  init(_ convolution: Convolution, network: Network, index: Int, batch: Int, element: Layout.Element) {
    input = network.inputShapes(of: index)[0]
    output = network.shapes[index]
    window = Window(convolution, input: input, output: output)
    outputChannels = convolution.outputChannels
    groups = convolution.groups
    multiplyAdds = batch * convolution.multiplyAdds(for: [input])
    self.batch = batch
    self.element = element
  }

  func source() throws(ExecutionError) -> Layout {
    try Layout.any(input.prepending(batch).dimensions, element: element)
  }

  func destination() throws(ExecutionError) -> Layout {
    try Layout.any(output.prepending(batch).dimensions, element: element)
  }

  /// Source and destination in the blocks of channels that loops of our own read; nil where channels do not fill them.
  func blockedImages() throws(ExecutionError) -> (source: Layout, destination: Layout)? {
    guard let block = WinogradConvolution.block, element == .float32, input[0] % block == 0,
      outputChannels % block == 0
    else { return nil }
    return (
      try Layout.image(input.prepending(batch).dimensions, block: block),
      try Layout.image(output.prepending(batch).dimensions, block: block)
    )
  }

  /// Source and destination in blocks of 16 channels where channels fill at least one, in any layout where they do not.
  ///
  /// At inference kernels for AVX-512 prefer channels last, which is no faster and has to be changed for our own loops and
  /// other kernels before and behind: for 24 channels that costs more than to compute the eight that are missing.
  /// Nil where there is no such choice.
  func fillingBlocks() throws(ExecutionError) -> (source: Layout, destination: Layout)? {
    guard let block = WinogradConvolution.block, block == 16, element == .float32, outputChannels >= block
    else { return nil }
    let source =
      input[0] >= block
      ? try Layout.image(input.prepending(batch).dimensions, block: block) : try source()
    return (source, try Layout.image(output.prepending(batch).dimensions, block: block))
  }

  func weights() throws(ExecutionError) -> Layout { try weights(element) }

  /// Sums over the batch are kept in single precision.
  func weightsGradient() throws(ExecutionError) -> Layout { try weights(.float32) }

  private func weights(_ element: Layout.Element) throws(ExecutionError) -> Layout {
    let (inputs, outputs) = (input[0] / groups, outputChannels / groups)
    let extent = [outputs, inputs, window.kernel.height, window.kernel.width]
    return try Layout.any(groups > 1 ? [groups] + extent : extent, element: element)
  }

  /// What distinguishes this use of a kernel from all others, for remembering which algorithm was the fastest.
  func key(_ direction: String, _ fusion: Fusion = .none) -> String {
    let w = window
    return
      "\(direction) \(element) n\(batch) \(input) → \(output) g\(groups) k\(w.kernel.height)×\(w.kernel.width) s\(w.stride.height)×\(w.stride.width) d\(w.dilation.height)×\(w.dilation.width) p\([w.padding.top, w.padding.left, w.padding.bottom, w.padding.right])"
      + (fusion.addsToDestination ? " sum" : "")
  }
}

extension Window {
  /// The window of a convolution on an image `input`; padding at the end is what makes `output` come out.
  init(_ convolution: Convolution, input: Shape, output: Shape) {
    let image = Extent(height: input[1], width: input[2])
    let amounts = convolution.padding.amounts(
      input: image, kernel: convolution.kernelSize, stride: convolution.stride,
      dilation: convolution.dilation)
    self.init(
      kernel: convolution.kernelSize, stride: convolution.stride, dilation: convolution.dilation,
      padding: amounts)
    fit(input: image, output: Extent(height: output[1], width: output[2]))
  }

  /// oneDNN wants the padding at the end to fit exactly: rows that no stride reaches are taken from it.
  mutating func fit(input: Extent, output: Extent) {
    func end(_ input: Int, _ output: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ start: Int) -> Int
    {
      (output - 1) * stride + (kernel - 1) * dilation + 1 - input - start
    }
    padding.bottom = end(
      input.height, output.height, kernel.height, stride.height, dilation.height, padding.top)
    padding.right = end(input.width, output.width, kernel.width, stride.width, dilation.width, padding.left)
  }
}
