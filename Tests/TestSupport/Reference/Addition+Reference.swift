package import FoveaNetworks

extension Addition {
  /// x · m / (1 − rate) + y; x + y without a mask.
  package func reference(_ x: [Double], _ y: [Double], mask: [Double]?) -> [Double] {
    guard let mask else { return zip(x, y).map(+) }
    return x.indices.map { x[$0] * mask[$0] / (1 - Double(dropRate)) + y[$0] }
  }
}
