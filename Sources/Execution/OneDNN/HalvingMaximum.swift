import COneDNN
import FoveaNetworks

/// The maximum of 2×2 pixels, stride 2 and no padding, on images in blocks of eight channels.
///
/// Stands in for oneDNN's kernel where the processor has AVX2, see `Docs/Performance.md`.
struct HalvingMaximum: Sendable {
  private let shape: fovea_pooling_shape
  private let output: [Int]

  /// The same pooling as the kernel `forward`, where its window and order of memory are those that this can read.
  init?(replacing forward: Kernel, window: Window) throws(ExecutionError) {
    let (source, destination) = (try forward.layout(.source), try forward.layout(.destination))
    guard fovea_pooling_available() != 0, window.kernel == 2, window.stride == 2, window.dilation == 1,
      window.padding.top == 0, window.padding.left == 0,
      source.element == .float32, source.imageBlock == 8, destination.imageBlock == 8
    else { return nil }
    let input = source.dimensions
    output = destination.dimensions
    // Padding below or at the right would give one more.
    guard output[2] == input[2] / 2, output[3] == input[3] / 2 else { return nil }
    shape = fovea_pooling_shape(
      planes: Int64(input[0] * input[1] / 8), height: Int64(input[2]), width: Int64(input[3]),
      threads: Int32(Threads.count))
  }

  /// Of the places of the maxima: four bytes for eight channels of a pixel.
  func placesLayout() throws(ExecutionError) -> Layout {
    try Layout([output[0] * output[1] / 8 * output[2] * output[3] * 4], element: .uint8)
  }

  // Pointers are to memory in the layouts of the kernel that was replaced and in the one above, which starts at a
  // multiple of four bytes as all memory of a plan does.

  /// - Parameter places: nil where no gradient follows.
  func run(
    _ source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>,
    places: UnsafeMutablePointer<UInt8>?
  ) {
    withUnsafePointer(to: shape) {
      fovea_pooling_forward($0, source, destination, places.map(HalvingMaximum.words))
    }
  }

  func runBackward(
    _ gradient: UnsafePointer<Float>, places: UnsafeMutablePointer<UInt8>,
    to sourceGradient: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape) {
      fovea_pooling_backward($0, gradient, HalvingMaximum.words(places), sourceGradient)
    }
  }

  private static func words(_ bytes: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(bytes).assumingMemoryBound(to: UInt32.self)
  }
}
