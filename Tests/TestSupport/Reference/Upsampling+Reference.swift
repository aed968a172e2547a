package import FoveaNetworks

extension Upsampling {
  /// Each output pixel from the one or four input pixels next to it, `planes` images one after the other.
  package func reference(_ x: [Double], planes: Int, extent: Extent) -> [Double] {
    (0..<planes).flatMap { plane in
      (0..<extent.height * factor).flatMap { i in
        (0..<extent.width * factor).map { j in
          func pixel(_ row: Int, _ column: Int) -> Double {
            x[(plane * extent.height + row) * extent.width + column]
          }
          guard mode == .bilinear else { return pixel(i / factor, j / factor) }
          let (above, below, down) = neighbors(i, extent.height)
          let (left, right, across) = neighbors(j, extent.width)
          return (1 - down) * ((1 - across) * pixel(above, left) + across * pixel(above, right))
            + down * ((1 - across) * pixel(below, left) + across * pixel(below, right))
        }
      }
    }
  }

  /// The two positions next to an output position, and the weight of the second.
  private func neighbors(_ position: Int, _ count: Int) -> (Int, Int, Double) {
    let center = (Double(position) + 0.5) / Double(factor) - 0.5
    let lower = center.rounded(.down)
    func inside(_ value: Double) -> Int { min(max(Int(value), 0), count - 1) }
    return (inside(lower), inside(lower + 1), center - lower)
  }
}
