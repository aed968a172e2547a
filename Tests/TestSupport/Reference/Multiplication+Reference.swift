package import FoveaNetworks

extension Multiplication {
  /// z = x · y, where each of `y`, which may have fewer elements, serves as many of `x` in a row.
  package func reference(_ x: [Double], _ y: [Double]) -> [Double] {
    let each = x.count / y.count
    return x.enumerated().map { $1 * y[$0 / each] }
  }
}
