import Foundation
package import FoveaFiles

/// The page of explained pictures.
package struct ExplanationPage {
  /// Pictures that stand together, such as an image and its map.
  package struct Picture {
    let title: String
    let words: String
    let png: [[UInt8]]

    package init(title: String, words: String, png: [[UInt8]]) {
      self.title = title
      self.words = words
      self.png = png
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
            "Orange speaks for the class, blue against it; the strongest place of each map is fully coloured. A map shows what the model used, not whether it was right to."
          }, list(pictures),
        ]))
    ]
    if !weights.isEmpty {
      sections.append(Page.Section(id: "weights", title: "Weights of each class", body: list(weights)))
    }
    return Page(title: "Where the model looks", subtitle: model, sections: sections).bytes
  }

  private func list(_ pictures: [Picture]) -> Markup {
    .element("ul", ["class": "maps"]) {
      for picture in pictures {
        Markup.element("li") {
          Markup.element("div", ["class": "maps-pair"]) {
            for (index, png) in picture.png.enumerated() {
              Markup.element(
                "img",
                [
                  "src": "data:image/png;base64," + Data(png).base64EncodedString(), "loading": "lazy",
                  "alt": index == 0 ? picture.title : "map of \(picture.title)",
                ])
            }
          }
          Markup.element("bdi") { picture.title }
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
