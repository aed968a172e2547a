import FoveaImages

/// How much pictures differ from each other.
enum PictureSpread {
  /// The root of the variance of a pixel over the pictures of a group, its mean over pixels and groups, in levels of 0 to
  /// 255; groups of one picture say nothing.
  static func value(_ groups: [[Image]]) -> Double {
    var sum = 0.0
    var count = 0
    for group in groups where group.count > 1 {
      let size = group[0].pixels.count
      let members = Double(group.count)
      for i in 0..<size {
        var (total, squares) = (0.0, 0.0)
        for image in group {
          let level = Double(image.pixels[i])
          total += level
          squares += level * level
        }
        sum += max(0, (squares - total * total / members) / (members - 1))
      }
      count += size
    }
    return (sum / Double(max(1, count))).squareRoot()
  }
}
