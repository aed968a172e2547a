package import FoveaNetworks

extension Addition {
  /// z = x + y.
  package func reference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map(+) }
}
