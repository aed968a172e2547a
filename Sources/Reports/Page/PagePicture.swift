import Foundation

/// A picture in a page, which a click or a key enlarges.
struct PagePicture {
  /// What it is called, whole: the path of its file.
  let name: String
  /// The bytes of a PNG or a JPEG file; nil where there is no picture.
  let file: [UInt8]?
  /// What is said of it where it is enlarged, beside its name.
  var words = ""

  /// The picture alone, or that there is none.
  var image: Markup {
    guard let file else { return .element("span", ["class": "muted"]) { "no picture" } }
    return .element(
      "img",
      [
        "class": isEnlargedByPixel ? "enlarges pixels" : "enlarges", "src": PagePicture.url(file),
        "alt": name, "data-words": words,
        // All of it is in the page: to load it late would leave it out of a print.
        "decoding": "async",
      ])
  }

  /// The picture in a frame, as galleries have it.
  var framed: Markup { .element("div", ["class": "frame"]) { image } }

  /// A picture that is kept exactly is small, and its pixels are to be seen.
  private var isEnlargedByPixel: Bool { file.map { !PagePicture.isJPEG($0) } ?? false }

  private static func isJPEG(_ file: [UInt8]) -> Bool { file.starts(with: [0xFF, 0xD8]) }

  /// The file as an address that holds all of it.
  static func url(_ file: [UInt8]) -> String {
    "data:image/\(isJPEG(file) ? "jpeg" : "png");base64," + Data(file).base64EncodedString()
  }
}

extension FileCaptions {
  /// The end of the path `name`; all of it on hovering.
  func markup(_ name: String) -> Markup {
    .element("bdi", ["class": "name", "title": name]) { Markup.exact(self[name]) }
  }
}
