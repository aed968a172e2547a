package import FoveaNetworks

extension BatchNormalization {
  /// (x − μ) / √(σ² + ε) · weight + bias; while training the running statistics in `run` move.
  ///
  /// The values of a feature lie `features` apart, or in runs of `pixels` that lie so far apart.
  package func reference(
    _ x: [Double], features: Int, pixels: Int, node: String, _ run: inout ReferenceRun
  ) -> [Double] {
    let rows = x.count / features
    func position(_ row: Int, _ feature: Int) -> Int {
      (row / pixels * features + feature) * pixels + row % pixels
    }
    let (weight, bias) = (run.parameter(node, "weight"), run.parameter(node, "bias"))
    var means = run.parameter(node, "running_mean")
    var variances = run.parameter(node, "running_var")
    var y = x
    for j in 0..<features {
      let column = (0..<rows).map { x[position($0, j)] }
      var (mean, variance) = (means[j], variances[j])
      if run.isTraining && !run.keptStatistics.contains(node) {
        mean = column.reduce(0, +) / Double(rows)
        let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        variance = squares / Double(rows)
        let unbiased = rows > 1 ? squares / Double(rows - 1) : 0
        means[j] += Double(momentum) * (mean - means[j])
        variances[j] += Double(momentum) * (unbiased - variances[j])
      }
      for row in 0..<rows {
        let normalized = (column[row] - mean) / (variance + Double(epsilon)).squareRoot()
        y[position(row, j)] = normalized * weight[j] + bias[j]
      }
    }
    run.parameters["\(node).running_mean"] = means
    run.parameters["\(node).running_var"] = variances
    return y
  }
}
