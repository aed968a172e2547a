import COneDNN
import FoveaNetworks

/// The maximum of 2×2 pixels, stride 2 and no padding, on images in blocks of 8 or 16 channels.
///
/// Stands in for oneDNN's kernel where the processor has AVX2 or AVX-512, see `Docs/Performance.md`.
struct HalvingMaximum: Sendable {
  private let shape: fovea_pooling_shape
  private let output: [Int]

  /// The same pooling as the kernel `forward`, where its window and order of memory are those that this can read.
  init?(replacing forward: Kernel, window: Window) throws(ExecutionError) {
    let (source, destination) = (try forward.layout(.source), try forward.layout(.destination))
    guard let block = source.imageBlock, destination.imageBlock == block,
      fovea_pooling_available(Int32(block)) != 0, source.element == .float32 || block == 16,
      window.kernel == 2, window.stride == 2, window.dilation == 1,
      window.padding.top == 0, window.padding.left == 0
    else { return nil }
    let input = source.dimensions
    output = destination.dimensions
    // Padding below or at the right would give one more.
    guard output[2] == input[2] / 2, output[3] == input[3] / 2 else { return nil }
    shape = fovea_pooling_shape(
      planes: Int64(input[0] * input[1] / block), height: Int64(input[2]), width: Int64(input[3]),
      threads: Int32(Threads.count), block: Int32(block),
      is_bfloat16: source.element == .bfloat16 ? 1 : 0)
  }

  /// Of the places of the maxima.
  func placesLayout() throws(ExecutionError) -> Layout {
    try Layout([withUnsafePointer(to: shape) { Int(fovea_pooling_places_size($0)) }], element: .uint8)
  }

  // Pointers are to memory in the layouts of the kernel that was replaced and in the one above, which starts at a
  // multiple of four bytes as all memory of a plan does.

  /// - Parameter places: nil where no gradient follows.
  func run(
    _ source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer,
    places: UnsafeMutablePointer<UInt8>?
  ) {
    withUnsafePointer(to: shape) { fovea_pooling_forward($0, source, destination, places) }
  }

  func runBackward(
    _ gradient: UnsafeRawPointer, places: UnsafeMutablePointer<UInt8>,
    to sourceGradient: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: shape) { fovea_pooling_backward($0, gradient, places, sourceGradient) }
  }
}
