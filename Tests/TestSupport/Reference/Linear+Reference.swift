package import FoveaNetworks

extension Linear {
  /// y = x Wᵀ + b for each row of `features` values.
  package func reference(_ x: [Double], features: Int, weight: [Double], bias: [Double]) -> [Double] {
    var y: [Double] = []
    for row in stride(from: 0, to: x.count, by: features) {
      for output in 0..<outputs {
        var sum = hasBias ? bias[output] : 0
        for i in 0..<features { sum += x[row + i] * weight[output * features + i] }
        y.append(sum)
      }
    }
    return y
  }
}
