package import FoveaNetworks

extension MeanOverTokens {
  /// yⱼ = (1 / T) Σₜ xₜⱼ for each sample.
  package func reference(_ x: [Double], batch: Int, tokens: Int, features: Int) -> [Double] {
    (0..<batch).flatMap { n in
      (0..<features).map { j in
        (0..<tokens).reduce(0) { $0 + x[(n * tokens + $1) * features + j] } / Double(tokens)
      }
    }
  }
}
