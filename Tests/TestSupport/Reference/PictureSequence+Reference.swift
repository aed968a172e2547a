package import FoveaNetworks

extension PictureSequence {
  /// Every pixel at its step and place in it, by the definition of each.
  package func reference(_ x: [Double], batch: Int, picture: Shape) -> [Double] {
    let (channels, height, width) = (picture[0], picture[1], picture[2])
    var y = Array(repeating: Double.nan, count: x.count)
    for n in 0..<batch {
      for c in 0..<channels {
        for i in 0..<height {
          for j in 0..<width {
            let place: Int
            switch order {
            case .rows: place = (i * channels + c) * width + j
            case .columns: place = (j * channels + c) * height + i
            case .patches(let side):
              let patch = i / side * (width / side) + j / side
              place = ((patch * channels + c) * side + i % side) * side + j % side
            }
            y[n * picture.count + place] = x[((n * channels + c) * height + i) * width + j]
          }
        }
      }
    }
    return y
  }
}
