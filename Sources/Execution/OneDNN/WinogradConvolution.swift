import CTensorLoops
import FoveaNetworks

/// A convolution of 3×3 taps and stride 1 by Winograd's minimal filtering, on images in blocks of 8 or 16 channels.
///
/// With AVX2 oneDNN has the direct algorithm only, with AVX-512 a slower Winograd one. Lavin, Gray: *Fast Algorithms
/// for Convolutional Neural Networks*, arXiv:1509.09308, F(4×4, 3×3).
struct WinogradConvolution: Sendable {
  private let shape: fovea_winograd_shape
  private let transposed: fovea_winograd_shape

  /// The channels in a block on this processor; nil where there are no such loops.
  static let block = [16, 8].first { fovea_winograd_available(Int32($0)) != 0 }

  /// - Parameter input: `[N, I, H, W]`; `outputs` are channels, `window` has no stride and no gaps.
  private init(input: [Int], outputs: Int, window: Window, block: Int) {
    let padding = (
      Int64(window.padding.top), Int64(window.padding.left), Int64(window.padding.bottom),
      Int64(window.padding.right)
    )
    let threads = Int32(Threads.count)
    shape = fovea_winograd_shape(
      batch: Int64(input[0]), inputs: Int64(input[1]), outputs: Int64(outputs), height: Int64(input[2]),
      width: Int64(input[3]), padding: padding, threads: threads, block: Int32(block))
    transposed = fovea_winograd_shape(
      batch: Int64(input[0]), inputs: Int64(outputs), outputs: Int64(input[1]),
      height: shape.height + padding.0 + padding.2 - 2, width: shape.width + padding.1 + padding.3 - 2,
      padding: (2 - padding.0, 2 - padding.1, 2 - padding.2, 2 - padding.3), threads: threads,
      block: Int32(block))
  }

  /// The same convolution as `kernel`, where it has taps, order of memory and channels that this can read.
  init?(replacing kernel: Kernel, window: Window) throws(ExecutionError) {
    let (source, destination) = (try kernel.layout(.source), try kernel.layout(.destination))
    let weights = try kernel.layout(.weights)
    guard let block = source.imageBlock, fovea_winograd_available(Int32(block)) != 0, window.kernel == 3,
      window.stride == 1, window.dilation == 1,
      source.element == .float32, weights.element == .float32, destination.element == .float32,
      destination.imageBlock == block, weights.weightsBlock == block,
      [window.padding.top, window.padding.left, window.padding.bottom, window.padding.right]
        .allSatisfy({ (0...2).contains($0) })
    else { return nil }
    self.init(input: source.dimensions, outputs: destination.dimensions[1], window: window, block: block)
  }

  /// Whether it is the faster one: below that, the transforms cost more than they save.
  ///
  /// A rule rather than a stopwatch, so that every run picks the same; measured in `Docs/Performance.md`. At inference
  /// weights are transformed once, so that few tiles pay there.
  func isWorthwhile(isTraining: Bool) -> Bool {
    let (height, width) = (transposed.height, transposed.width)
    let tiles = shape.batch * ((height + 3) / 4) * ((width + 3) / 4)
    let (fewest, most) = (min(shape.inputs, shape.outputs), max(shape.inputs, shape.outputs))
    guard shape.block == 16 else {
      return fewest >= 24 && fewest * most >= 1024 && height >= 2 && width >= 2 && tiles >= 64
    }
    return fewest >= 16 && height >= 4 && width >= 4 && tiles >= (isTraining ? max(64, most / 2) : 16)
  }

  /// Layouts of transformed weights and of scratch memory.
  func weightsLayout() throws(ExecutionError) -> Layout {
    try Layout([size(fovea_winograd_weights_size, shape)])
  }
  func transposedWeightsLayout() throws(ExecutionError) -> Layout {
    try Layout([size(fovea_winograd_weights_size, transposed)])
  }
  func scratchLayout() throws(ExecutionError) -> Layout {
    try Layout([size(fovea_winograd_scratch_size, shape)])
  }
  func transposedScratchLayout() throws(ExecutionError) -> Layout {
    try Layout([size(fovea_winograd_scratch_size, transposed)])
  }
  func gradientScratchLayout() throws(ExecutionError) -> Layout {
    try Layout([size(fovea_winograd_gradient_scratch_size, shape)])
  }

  private func size(_ function: (UnsafePointer<fovea_winograd_shape>?) -> Int, _ shape: fovea_winograd_shape)
    -> Int
  {
    withUnsafePointer(to: shape) { function($0) }
  }
}

// Pointers are to memory in the layouts above and of the kernel that was replaced.
extension WinogradConvolution {
  func transformWeights(_ weights: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>) {
    withUnsafePointer(to: shape) { fovea_winograd_weights($0, 0, weights, result) }
  }

  func transformTransposedWeights(_ weights: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>) {
    withUnsafePointer(to: transposed) { fovea_winograd_weights($0, 1, weights, result) }
  }

  /// - Parameter slope: that of a rectifier after all else, or nil.
  func run(
    _ source: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    addsToDestination: Bool, slope: Float?, to destination: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var finish = fovea_winograd_finish(
      bias: bias, adds_to_destination: addsToDestination ? 1 : 0, has_slope: slope == nil ? 0 : 1,
      slope: slope ?? 0)
    withUnsafePointer(to: shape) {
      fovea_winograd_forward($0, source, weights, &finish, destination, scratch)
    }
  }

  func runBackward(
    _ gradient: UnsafePointer<Float>, transposedWeights: UnsafePointer<Float>,
    to sourceGradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    var finish = fovea_winograd_finish()
    withUnsafePointer(to: transposed) {
      fovea_winograd_forward($0, gradient, transposedWeights, &finish, sourceGradient, scratch)
    }
  }

  func weightsGradient(
    _ source: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    to weightsGradient: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape) {
      fovea_winograd_weights_gradient($0, source, gradient, weightsGradient, bias, scratch)
    }
  }
}
