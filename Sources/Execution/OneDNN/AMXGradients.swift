import CTensorLoops
import FoveaNetworks

/// The gradients of a convolution in bfloat16 on AMX, by loops of our own.
///
/// oneDNN 2.6 reaches a small part of what the matrix unit can do there, see `Docs/Performance.md`.
struct AMXGradients: Sendable {
  private let shape: fovea_amx_shape

  /// Those of the convolution `forward`, where its window and the order of its images are ones that this can read.
  init?(of forward: Kernel, window: Window, groups: Int) throws(ExecutionError) {
    try self.init(
      source: try forward.layout(.source), destination: try forward.layout(.destination), window: window,
      groups: groups)
  }

  /// Those of a convolution from images in the order `source` to images in the order `destination`.
  init?(source: Layout, destination: Layout, window: Window, groups: Int) throws(ExecutionError) {
    guard groups == 1, fovea_amx_available() != 0, window.dilation == 1,
      window.kernel.height <= 7, window.kernel.width <= 7,
      window.stride.height == window.stride.width, window.stride.height <= 2,
      window.padding.top >= 0, window.padding.left >= 0,
      let read = try source.pixelStrides(), let written = try destination.pixelStrides()
    else { return nil }
    let (input, output) = (source.dimensions, destination.dimensions)
    guard output[1] % 16 == 0, input[1] % 16 == 0 || input[1] < 16 else { return nil }
    shape = fovea_amx_shape(
      batch: Int64(input[0]), inputs: Int64(input[1]), outputs: Int64(output[1]), height: Int64(input[2]),
      width: Int64(input[3]), kernel: (Int64(window.kernel.height), Int64(window.kernel.width)),
      stride: Int64(window.stride.height),
      // Rows and columns that no stride reaches count as negative padding, and are left out anyway.
      padding: (
        Int64(window.padding.top), Int64(window.padding.left), Int64(max(0, window.padding.bottom)),
        Int64(max(0, window.padding.right))
      ), source: read, destination: written, threads: Int32(Threads.count))
  }

  /// Whether the gradient of the source is had, too, and the faster one, as measured in `Docs/Performance.md`.
  ///
  /// - Parameter isRequired: for tests, also where oneDNN's kernel is as fast.
  func hasSourceGradient(isRequired: Bool) -> Bool {
    let isLevel = shape.stride == 1 && shape.kernel.0 * shape.kernel.1 > 1 && shape.outputs <= 32
    return shape.inputs % 16 == 0 && (isRequired || !isLevel)
  }

  /// Layouts of the weights as tiles of bfloat16, and of scratch memory.
  func weightsLayout() throws(ExecutionError) -> Layout { try bytes(fovea_amx_weights_size) }
  func weightsGradientScratchLayout() throws(ExecutionError) -> Layout {
    try bytes(fovea_amx_weights_gradient_scratch_size)
  }
  func sourceGradientScratchLayout() throws(ExecutionError) -> Layout {
    try bytes(fovea_amx_source_gradient_scratch_size)
  }

  private func bytes(
    _ size: (UnsafePointer<fovea_amx_shape>?) -> Int
  ) throws(ExecutionError) -> Layout {
    try Layout([withUnsafePointer(to: shape) { size($0) }], element: .uint8)
  }
}

// Pointers are to memory in the layouts above and of the kernel `forward`; weights and their gradients are row-major.
extension AMXGradients {
  func weightsGradient(
    _ source: UnsafeRawPointer, _ gradient: UnsafeRawPointer, to weightsGradient: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: shape) {
      fovea_amx_weights_gradient(
        $0, source.assumingMemoryBound(to: UInt16.self), gradient.assumingMemoryBound(to: UInt16.self),
        weightsGradient, bias, scratch)
    }
  }

  func transformWeights(_ weights: UnsafePointer<Float>, to tiles: UnsafeMutableRawPointer) {
    withUnsafePointer(to: shape) {
      fovea_amx_weights($0, weights, tiles.assumingMemoryBound(to: UInt16.self))
    }
  }

  func sourceGradient(
    _ gradient: UnsafeRawPointer, weights: UnsafeRawPointer, to sourceGradient: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: shape) {
      fovea_amx_source_gradient(
        $0, gradient.assumingMemoryBound(to: UInt16.self), weights.assumingMemoryBound(to: UInt16.self),
        sourceGradient.assumingMemoryBound(to: UInt16.self), scratch)
    }
  }
}

extension Layout {
  /// From a pixel to the next and from 16 channels to the next, where this is nhwc or nChw16c of bfloat16.
  fileprivate func pixelStrides() throws(ExecutionError) -> fovea_amx_strides? {
    guard element == .bfloat16 else { return nil }
    let size = dimensions
    if imageBlock == 16 { return fovea_amx_strides(pixel: 16, block: Int64(16 * size[2] * size[3])) }
    return try isChannelsLast ? fovea_amx_strides(pixel: Int64(size[1]), block: 16) : nil
  }
}
