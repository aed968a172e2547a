package import FoveaNetworks

extension Convolution {
  /// y[o, i, j] = b[o] + Σ w[o, c, u, v] · x[c, i·s + u·d − top, j·s + v·d − left], one output after the other.
  package func reference(
    _ x: [Double], batch: Int, channels: Int, extent: Extent, weight: [Double], bias: [Double]
  ) -> [Double] {
    let before = padding.amounts(input: extent, kernel: kernelSize, stride: stride, dilation: dilation)
    let reach = (
      (kernelSize.height - 1) * dilation.height + 1, (kernelSize.width - 1) * dilation.width + 1
    )
    let rows = (extent.height + before.top + before.bottom - reach.0) / stride.height + 1
    let columns = (extent.width + before.left + before.right - reach.1) / stride.width + 1
    let (inputsEach, outputsEach) = (channels / groups, outputChannels / groups)
    var y: [Double] = []
    for n in 0..<batch {
      for o in 0..<outputChannels {
        for i in 0..<rows {
          for j in 0..<columns {
            var sum = hasBias ? bias[o] : 0
            for c in 0..<inputsEach {
              let plane = (n * channels + o / outputsEach * inputsEach + c) * extent.height
              for u in 0..<kernelSize.height {
                let row = i * stride.height + u * dilation.height - before.top
                guard row >= 0, row < extent.height else { continue }
                for v in 0..<kernelSize.width {
                  let column = j * stride.width + v * dilation.width - before.left
                  guard column >= 0, column < extent.width else { continue }
                  let tap = ((o * inputsEach + c) * kernelSize.height + u) * kernelSize.width + v
                  sum += weight[tap] * x[(plane + row) * extent.width + column]
                }
              }
            }
            y.append(sum)
          }
        }
      }
    }
    return y
  }
}
