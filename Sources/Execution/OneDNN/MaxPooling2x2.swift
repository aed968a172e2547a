import CTensorLoops
import FoveaNetworks

/// Max pooling of 2×2 pixels, stride 2 and no padding, on images in blocks of 8 or 16 channels, and in bfloat16.
///
/// Stands in for oneDNN's kernel where the processor has AVX2 or AVX-512, see `Docs/Performance.md`.
struct MaxPooling2x2: Sendable {
  private enum Loops: Sendable {
    case single(fovea_pooling_shape)
    case bfloat16(fovea_bfloat16_pooling_shape)
  }

  private let loops: Loops

  /// The same pooling as the kernel `forward`, where its window and order of memory are those that this can read.
  init?(replacing forward: Kernel, window: Window) throws(ExecutionError) {
    let (source, destination) = (try forward.layout(.source), try forward.layout(.destination))
    guard window.kernel == 2, window.stride == 2, window.dilation == 1, window.padding.top == 0,
      window.padding.left == 0
    else { return nil }
    let (input, output) = (source.dimensions, destination.dimensions)
    // Padding below or at the right would give one more.
    guard output[2] == input[2] / 2, output[3] == input[3] / 2 else { return nil }
    let (height, width, threads) = (Int64(input[2]), Int64(input[3]), Int32(Threads.count))
    switch source.element {
    case .float32:
      guard let block = source.imageBlock, destination.imageBlock == block,
        fovea_pooling_available(Int32(block)) != 0
      else { return nil }
      loops = .single(
        fovea_pooling_shape(
          planes: Int64(input[0] * input[1] / block), height: height, width: width, threads: threads,
          block: Int32(block)))
    case .bfloat16:
      guard fovea_bfloat16_pooling_available() != 0, input[1] % 16 == 0 else { return nil }
      let areChannelsLast = (try source.isChannelsLast, try destination.isChannelsLast) == (true, true)
      let channels: Int
      if areChannelsLast {
        channels = input[1]
      } else if source.imageBlock == 16, destination.imageBlock == 16 {
        // A block of channels lies in memory as an image of its own.
        channels = 16
      } else {
        return nil
      }
      loops = .bfloat16(
        fovea_bfloat16_pooling_shape(
          batch: Int64(input[0] * input[1] / channels), channels: Int64(channels), height: height,
          width: width,
          threads: threads))
    case .uint8: return nil
    }
  }

  /// Of the places of the maxima.
  func placesLayout() throws(ExecutionError) -> Layout {
    let bytes =
      switch loops {
      case .single(let shape): withUnsafePointer(to: shape) { Int(fovea_pooling_places_size($0)) }
      case .bfloat16(let shape):
        withUnsafePointer(to: shape) { fovea_bfloat16_pooling_places_size($0) * MemoryLayout<UInt32>.stride }
      }
    return try Layout([bytes], element: .uint8)
  }

  // Pointers are to memory in the layouts of the kernel that was replaced and in the one above, which starts at a
  // multiple of four bytes as all memory of a plan does.

  /// - Parameter places: nil where no gradient follows.
  func run(
    _ source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, places: UnsafeMutableRawPointer?
  ) {
    switch loops {
    case .single(let shape):
      withUnsafePointer(to: shape) {
        fovea_pooling_forward(
          $0, source.assumingMemoryBound(to: Float.self), destination.assumingMemoryBound(to: Float.self),
          places)
      }
    case .bfloat16(let shape):
      withUnsafePointer(to: shape) {
        fovea_bfloat16_pooling_forward(
          $0, source.assumingMemoryBound(to: UInt16.self), destination.assumingMemoryBound(to: UInt16.self),
          places?.assumingMemoryBound(to: UInt32.self))
      }
    }
  }

  func runBackward(
    _ gradient: UnsafeRawPointer, places: UnsafeRawPointer, to sourceGradient: UnsafeMutableRawPointer
  ) {
    switch loops {
    case .single(let shape):
      withUnsafePointer(to: shape) {
        fovea_pooling_backward(
          $0, gradient.assumingMemoryBound(to: Float.self), places,
          sourceGradient.assumingMemoryBound(to: Float.self))
      }
    case .bfloat16(let shape):
      withUnsafePointer(to: shape) {
        fovea_bfloat16_pooling_backward(
          $0, gradient.assumingMemoryBound(to: UInt16.self), places.assumingMemoryBound(to: UInt32.self),
          sourceGradient.assumingMemoryBound(to: UInt16.self))
      }
    }
  }
}
