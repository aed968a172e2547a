package import FoveaNetworks

extension Pooling {
  /// The maximum or mean of each window, `planes` images one after the other.
  package func reference(_ x: [Double], planes: Int, extent: Extent) -> [Double] {
    let before = padding.amounts(input: extent, kernel: kernelSize, stride: stride, dilation: 1)
    let rows = (extent.height + before.top + before.bottom - kernelSize.height) / stride.height + 1
    let columns = (extent.width + before.left + before.right - kernelSize.width) / stride.width + 1
    var y: [Double] = []
    for plane in 0..<planes {
      for i in 0..<rows {
        for j in 0..<columns {
          var window: [Double] = []
          for u in 0..<kernelSize.height {
            for v in 0..<kernelSize.width {
              let (row, column) = (i * stride.height + u - before.top, j * stride.width + v - before.left)
              guard row >= 0, row < extent.height, column >= 0, column < extent.width else { continue }
              window.append(x[(plane * extent.height + row) * extent.width + column])
            }
          }
          let count = includesPadding ? kernelSize.height * kernelSize.width : window.count
          y.append(
            mode == .max ? window.max() ?? -.infinity : window.reduce(0, +) / Double(count))
        }
      }
    }
    return y
  }
}

extension GlobalPooling {
  /// The maximum or mean of each plane of `pixels` values.
  package func reference(_ x: [Double], pixels: Int) -> [Double] {
    stride(from: 0, to: x.count, by: pixels).map { start in
      let plane = x[start..<start + pixels]
      return mode == .max ? plane.max() ?? -.infinity : plane.reduce(0, +) / Double(pixels)
    }
  }
}
