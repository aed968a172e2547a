/// What a picture keeps when it is encoded again, resized, trimmed a little, made lighter or darker, or mirrored.
///
/// Its lowest frequencies find candidates (`shape`), its thumbnail decides (`PictureAlignment`).
package struct PictureSignature: Hashable, Sendable {
  /// `side × side` bytes of luma.
  package let thumbnail: [UInt8]

  package static let side = 32

  /// The signature of a picture; nil for one without contrast, which is like every other one of its kind.
  package init?(_ image: Image) {
    let gray = image.converted(to: .gray)
      .resized(width: PictureSignature.side, height: PictureSignature.side, interpolation: .box)
    let mean = gray.pixels.reduce(0) { $0 + Int($1) } / gray.pixels.count
    guard gray.pixels.contains(where: { abs(Int($0) - mean) > 8 }) else { return nil }
    self.init(thumbnail: gray.pixels)
  }

  /// The signature of a thumbnail that has contrast.
  package init(thumbnail: [UInt8]) {
    precondition(thumbnail.count == PictureSignature.side * PictureSignature.side, "\(thumbnail.count) bytes")
    self.thumbnail = thumbnail
  }

  /// The shape of the whole picture.
  package var shape: PictureShape { PictureShape(levels: thumbnail.map(Float.init)) }

  /// The shapes of the picture trimmed by a twentieth of its sides, at `places` by as many places from corner to corner.
  ///
  /// One of them is near to the shape of a picture that was trimmed, wherever that was; more of them are nearer.
  package func trimmedShapes(places: Int) -> [PictureShape] {
    (0..<places * places).map { place in
      let (across, down) = (Float(place % places), Float(place / places))
      let last = Float(max(1, places - 1))
      return PictureShape(levels: trimmed(by: 0.05, across: across / last, down: down / last))
    }
  }

  /// The thumbnail without `share` of each side, enlarged to the whole; `across` and `down` say where it lies, 0 to 1.
  private func trimmed(by share: Float, across: Float, down: Float) -> [Float] {
    let side = PictureSignature.side
    let (scale, room) = (1 - share, Float(side) * share)
    func tap(_ index: Int, _ start: Float) -> (Int, Int, Float) {
      let position = min(Float(side - 1), max(0, (Float(index) + 0.5) * scale + start - 0.5))
      let lower = Int(position)
      return (lower, min(side - 1, lower + 1), position - Float(lower))
    }
    let columns = (0..<side).map { tap($0, room * across) }
    var result: [Float] = []
    result.reserveCapacity(side * side)
    for y in 0..<side {
      let (top, bottom, fy) = tap(y, room * down)
      for (left, right, fx) in columns {
        let upper = Float(thumbnail[top * side + left]) * (1 - fx) + Float(thumbnail[top * side + right]) * fx
        let lower =
          Float(thumbnail[bottom * side + left]) * (1 - fx) + Float(thumbnail[bottom * side + right]) * fx
        result.append(upper * (1 - fy) + lower * fy)
      }
    }
    return result
  }
}
