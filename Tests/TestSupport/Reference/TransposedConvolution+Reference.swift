package import FoveaNetworks

extension TransposedConvolution {
  /// Every input pixel adds its weighted kernel to the output.
  package func reference(
    _ x: [Double], batch: Int, channels: Int, extent: Extent, output: Extent, weight: [Double],
    bias: [Double]
  ) -> [Double] {
    let removed = padding.amounts(input: extent, kernel: kernelSize, stride: stride, dilation: dilation)
    let (inputsEach, outputsEach) = (channels / groups, outputChannels / groups)
    var y: [Double] = []
    for _ in 0..<batch {
      for o in 0..<outputChannels {
        y += Array(repeating: hasBias ? bias[o] : 0, count: output.height * output.width)
      }
    }
    for n in 0..<batch {
      for c in 0..<channels {
        for i in 0..<extent.height {
          for j in 0..<extent.width {
            let value = x[((n * channels + c) * extent.height + i) * extent.width + j]
            for o in 0..<outputsEach {
              let plane = (n * outputChannels + c / inputsEach * outputsEach + o) * output.height
              for u in 0..<kernelSize.height {
                let row = i * stride.height + u * dilation.height - removed.top
                guard row >= 0, row < output.height else { continue }
                for v in 0..<kernelSize.width {
                  let column = j * stride.width + v * dilation.width - removed.left
                  guard column >= 0, column < output.width else { continue }
                  let tap = ((c * outputsEach + o) * kernelSize.height + u) * kernelSize.width + v
                  y[(plane + row) * output.width + column] += weight[tap] * value
                }
              }
            }
          }
        }
      }
    }
    return y
  }
}
