package import FoveaNetworks

extension LayerNormalization {
  /// (x − μ) / √(σ² + ε) · weight + bias for each row of `features` values.
  package func reference(_ x: [Double], features: Int, weight: [Double], bias: [Double]) -> [Double] {
    stride(from: 0, to: x.count, by: features).flatMap { start in
      let row = x[start..<start + features]
      let mean = row.reduce(0, +) / Double(features)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(features)
      let deviation = (variance + Double(epsilon)).squareRoot()
      return zip(row, zip(weight, bias)).map { ($0 - mean) / deviation * $1.0 + $1.1 }
    }
  }
}
