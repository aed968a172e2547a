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
  package var shape: PictureShape { PictureShape(thumbnail, columns: .whole, rows: .whole) }

  /// The shapes of the picture trimmed by a twentieth of its sides, at each of the places of `bases` across and down.
  ///
  /// One of them is near to the shape of a picture that was trimmed, wherever that was; more of them are nearer.
  package func trimmedShapes(_ bases: [PictureShape.Basis]) -> [PictureShape] {
    bases.flatMap { rows in
      bases.map { columns in PictureShape(thumbnail, columns: columns, rows: rows) }
    }
  }
}
