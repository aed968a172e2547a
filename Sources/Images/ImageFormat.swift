/// The formats that are decoded, told by their first bytes and never by the file's name.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
  /// JPEG, baseline and progressive.
  case jpeg
  /// PNG of every colour type and depth.
  case png
  /// WebP; of an animation the first frame.
  case webp
  /// TIFF of up to 16 bits a sample; the first page. It needs libtiff.
  case tiff
  /// BMP of every depth.
  case bmp
  /// GIF; the first frame.
  case gif
  /// HEIC and other HEIF. It needs libheif.
  case heic
  /// AVIF. It needs libheif.
  case avif

  /// The format that `bytes` begin like.
  ///
  /// - Throws: `ImageError.empty`, or `ImageError.otherFormat` with the name of what was found.
  public static func detect(_ bytes: some Collection<UInt8>) throws(ImageError) -> ImageFormat {
    let head = Array(bytes.prefix(132))
    guard !head.isEmpty else { throw .empty }
    if head.starts(with: [0xff, 0xd8, 0xff]) { return .jpeg }
    if head.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return .png }
    if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return .webp
    }
    if tiffHeads.contains(where: head.starts) { return .tiff }
    if head.starts(with: Array("GIF8".utf8)) { return .gif }
    // Two letters alone may begin a text: the size of the next header tells.
    if head.starts(with: Array("BM".utf8)), head.count > 17, (12...124).contains(head[14]),
      head[15...17].allSatisfy({ $0 == 0 })
    {
      return .bmp
    }
    if let format = ofBrands(head) { return format }
    throw .otherFormat(name(of: head))
  }

  /// What names of files of this format end with.
  package var extensions: Set<String> {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif", "mpo"]
    case .png: ["png", "apng"]
    case .webp: ["webp"]
    case .tiff: ["tif", "tiff"]
    case .bmp: ["bmp", "dib"]
    case .gif: ["gif"]
    case .heic: ["heic", "heif", "hif"]
    case .avif: ["avif"]
    }
  }

  /// The name for people.
  package var title: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    case .tiff: "TIFF"
    case .bmp: "BMP"
    case .gif: "GIF"
    case .heic: "HEIC"
    case .avif: "AVIF"
    }
  }

  /// The library that is opened for this format when a picture needs it; nil where it is part of the build.
  package var library: OptionalLibrary? {
    switch self {
    case .jpeg, .png, .webp, .bmp, .gif: nil
    case .tiff: .tiff
    case .heic, .avif: .heif
    }
  }

  /// Both orders of bytes, with offsets of 32 and of 64 bits.
  private static let tiffHeads: [[UInt8]] = [
    [0x49, 0x49, 0x2a, 0x00], [0x4d, 0x4d, 0x00, 0x2a], [0x49, 0x49, 0x2b, 0x00], [0x4d, 0x4d, 0x00, 0x2b],
  ]

  /// The format that the brands of an ISO base media file tell.
  ///
  /// ISO/IEC 23008-12, 10; AV1 Image File Format, 6.
  private static func ofBrands(_ head: [UInt8]) -> ImageFormat? {
    guard head.dropFirst(4).starts(with: Array("ftyp".utf8)), head.count >= 12 else { return nil }
    let size = head[..<4].reduce(0) { $0 << 8 | Int($1) }
    func brand(_ offset: Int) -> String { String(decoding: head[offset..<offset + 4], as: UTF8.self) }
    switch brand(8) {
    case "avif", "avis": return .avif
    case "heic", "heix", "heim", "heis", "hevc", "hevx": return .heic
    case "mif1", "msf1":
      // Any coding: what the file is compatible with says which.
      let others = stride(from: 16, to: min(size, head.count) - 3, by: 4).map(brand)
      return others.contains("avif") ? .avif : .heic
    default: return nil
    }
  }

  /// Beginnings of formats that people meet but Fovea does not read.
  private static let others: [(offset: Int, bytes: [UInt8], name: String)] = [
    (
      128, Array("DICM".utf8),
      "a DICOM file; convert it to PNG, as with 'dcmj2pnm +on2 IN OUT' of Debian's dcmtk"
    ),
    (4, Array("ftypcrx".utf8), "the raw data of a camera"),
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

  private static func name(of bytes: [UInt8]) -> String {
    let head = Array(bytes.prefix(32))
    if let other = others.first(where: { bytes.dropFirst($0.offset).starts(with: $0.bytes) }) {
      return other.name
    }
    if head.allSatisfy({ $0 == 0 }) { return "only zero bytes" }
    let isText = head.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    return isText ? "text" : "unknown bytes"
  }
}

/// A library that is opened when a picture needs it, so that neither the build nor other pictures do.
package enum OptionalLibrary: String, CaseIterable, Sendable {
  case tiff = "libtiff"
  case heif = "libheif"

  /// The package of Debian and Ubuntu that has it.
  package var package: String {
    switch self {
    case .tiff: "libtiff6"
    case .heif: "libheif1"
    }
  }
}
