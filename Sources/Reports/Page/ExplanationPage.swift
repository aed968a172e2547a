package import FoveaFiles

/// The page of explained pictures.
package struct ExplanationPage {
  /// Pictures that stand together, such as a photo and the map over it.
  package struct Picture {
    let title: String
    let words: String
    let files: [[UInt8]]

    /// - Parameter files: PNG or JPEG files, the picture itself first.
    package init(title: String, words: String, files: [[UInt8]]) {
      self.title = title
      self.words = words
      self.files = files
    }
  }

  private let model: String
  private let pictures: [Picture]
  private let weights: [Picture]

  package init(model: String, pictures: [Picture], weights: [Picture]) {
    self.model = model
    self.pictures = pictures
    self.weights = weights
  }

  var bytes: [UInt8] {
    var sections = [
      Page.Section(
        id: "images", title: "Images",
        body: .joined([
          .element("p", ["class": "muted"]) {
            swatch("for")
            "Orange speaks for the class, "
            swatch("against")
            "blue against it; the strongest place of each map is fully coloured. What is pale was cut off before the model saw the picture. A map shows what the model used, not whether it was right to."
          }, list(pictures, isLarge: true),
        ]))
    ]
    if !weights.isEmpty {
      sections.append(
        Page.Section(
          id: "weights", title: "Weights of each class", body: list(weights, isLarge: false)))
    }
    return Page(title: "Where the model looks", subtitle: model, sections: sections).bytes
  }

  /// A patch of a colour of the maps, the same on light and on dark paper.
  private func swatch(_ style: StaticString) -> Markup {
    .element("span", ["class": "swatch \(style)", "aria-hidden": "true"])
  }

  private func list(_ pictures: [Picture], isLarge: Bool) -> Markup {
    .element("ul", ["class": isLarge ? "maps large-maps" : "maps"]) {
      for picture in pictures {
        Markup.element("li") {
          Markup.element("div", ["class": "maps-pair"]) {
            for (index, file) in picture.files.enumerated() {
              PagePicture(
                name: index == 0 ? picture.title : "map of \(picture.title)", file: file, words: picture.words
              ).image
            }
          }
          Markup.name(picture.title)
          Markup.element("br")
          Markup.element("span", ["class": "muted"]) { picture.words }
        }
      }
    }
  }
}

extension ReportWriter {
  /// Writes `explain.html`.
  package func write(_ page: ExplanationPage) throws(FileError) {
    try write(page.bytes, to: "explain.html")
  }
}
