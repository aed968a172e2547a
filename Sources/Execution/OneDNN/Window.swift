import COneDNN
import FoveaNetworks

/// Where a kernel that slides over an image looks, for an image of known size.
struct Window: Hashable, Sendable {
  var kernel: Extent
  var stride: Extent = 1
  /// Steps from tap to tap; one leaves no gaps.
  var dilation: Extent = 1
  var padding: (top: Int, left: Int, bottom: Int, right: Int) = (0, 0, 0, 0)

  static func == (left: Window, right: Window) -> Bool {
    left.kernel == right.kernel && left.stride == right.stride && left.dilation == right.dilation
      && left.padding == right.padding
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(kernel)
    hasher.combine(stride)
    hasher.combine(dilation)
    hasher.combine([padding.top, padding.left, padding.bottom, padding.right])
  }

  var raw: fovea_dnn_window {
    fovea_dnn_window(
      kernel: pair(kernel.height, kernel.width), stride: pair(stride.height, stride.width),
      dilation: pair(dilation.height, dilation.width), padding_before: pair(padding.top, padding.left),
      padding_after: pair(padding.bottom, padding.right))
  }

  private func pair(_ height: Int, _ width: Int) -> (Int64, Int64) { (Int64(height), Int64(width)) }
}
