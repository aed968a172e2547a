/// The formats that are decoded, told by their first bytes and never by the file's name.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
  /// JPEG, baseline and progressive.
  case jpeg
  /// PNG of every colour type and depth.
  case png
  /// WebP; of an animation the first frame.
  case webp

  /// The format that `bytes` begin like.
  ///
  /// - Throws: `ImageError.empty`, or `ImageError.otherFormat` with the name of what was found.
  public static func detect(_ bytes: some Collection<UInt8>) throws(ImageError) -> ImageFormat {
    let head = Array(bytes.prefix(32))
    guard !head.isEmpty else { throw .empty }
    if head.starts(with: [0xff, 0xd8, 0xff]) { return .jpeg }
    if head.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return .png }
    if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return .webp
    }
    throw .otherFormat(name(of: head))
  }

  /// What names of files of this format end with.
  package var extensions: Set<String> {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif", "mpo"]
    case .png: ["png", "apng"]
    case .webp: ["webp"]
    }
  }

  /// Beginnings of formats that people meet but Fovea does not read.
  private static let others: [(offset: Int, bytes: [UInt8], name: String)] = [
    (0, Array("GIF8".utf8), "a GIF image"),
    (0, Array("BM".utf8), "a BMP image"),
    (0, [0x49, 0x49, 0x2a, 0x00], "a TIFF image"),
    (0, [0x4d, 0x4d, 0x00, 0x2a], "a TIFF image"),
    (4, Array("ftypavif".utf8), "an AVIF image"),
    (4, Array("ftypheic".utf8), "a HEIC image"),
    (4, Array("ftypheix".utf8), "a HEIC image"),
    (4, Array("ftypmif1".utf8), "a HEIF image"),
    (4, Array("ftyp".utf8), "a video"),
    (0, [0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50], "a JPEG 2000 image"),
    (0, [0xff, 0x0a], "a JPEG XL image"),
    (0, Array("8BPS".utf8), "a Photoshop document"),
    (0, Array("%PDF".utf8), "a PDF document"),
    (0, Array("<svg".utf8), "an SVG drawing"),
    (0, Array("PK\u{3}\u{4}".utf8), "a ZIP archive"),
    (0, [0x1f, 0x8b], "a gzip file"),
    (0, [0x00, 0x00, 0x01, 0x00], "an icon"),
  ]

  private static func name(of head: [UInt8]) -> String {
    if let other = others.first(where: { head.dropFirst($0.offset).starts(with: $0.bytes) }) {
      return other.name
    }
    if head.allSatisfy({ $0 == 0 }) { return "only zero bytes" }
    let isText = head.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    return isText ? "text" : "unknown bytes"
  }
}
