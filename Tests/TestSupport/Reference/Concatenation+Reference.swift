package import FoveaNetworks

extension Concatenation {
  /// For each sample the values of all inputs, one input after the other.
  package func reference(_ inputs: [[Double]], batch: Int) -> [Double] {
    (0..<batch).flatMap { n in
      inputs.flatMap { values in
        let count = values.count / batch
        return values[n * count..<(n + 1) * count]
      }
    }
  }
}
