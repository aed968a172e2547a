package import FoveaNetworks

extension Dropout {
  /// x · m / (1 − rate); the identity without a mask.
  package func reference(_ x: [Double], mask: [Double]?) -> [Double] {
    guard let mask else { return x }
    return zip(x, mask).map { $0 * $1 / (1 - Double(rate)) }
  }
}
