package import FoveaImages

/// Pictures side by side on white, all in cells of one size.
package enum Montage {
  /// Lays `pictures` out in rows of `columns`; nil without a picture.
  package static func image(_ pictures: [Image], columns: Int, margin: Int = 10) -> Image? {
    guard let first = pictures.first else { return nil }
    let columns = max(1, min(columns, pictures.count))
    let (cellWidth, cellHeight) = pictures.reduce((first.width, first.height)) {
      (max($0.0, $1.width), max($0.1, $1.height))
    }
    let rows = (pictures.count + columns - 1) / columns
    let width = columns * (cellWidth + margin) + margin
    let height = rows * (cellHeight + margin) + margin
    var pixels = [UInt8](repeating: 255, count: 3 * width * height)
    for (index, picture) in pictures.enumerated() {
      let picture = picture.converted(to: .rgb)
      let left = margin + index % columns * (cellWidth + margin) + (cellWidth - picture.width) / 2
      let top = margin + index / columns * (cellHeight + margin) + (cellHeight - picture.height) / 2
      for y in 0..<picture.height {
        let target = 3 * ((top + y) * width + left)
        let source = 3 * y * picture.width
        pixels.replaceSubrange(
          target..<target + 3 * picture.width, with: picture.pixels[source..<source + 3 * picture.width])
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }
}
