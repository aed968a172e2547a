package import FoveaFiles

/// Findings about images, for a person to decide of each.
package struct ReviewContent: Sendable {
  /// An image of a finding.
  package struct Picture: Sendable {
    package let path: String
    package let label: String
    /// The label that is suggested; empty where none is.
    package let suggestion: String

    package init(path: String, label: String, suggestion: String) {
      self.path = path
      self.label = label
      self.suggestion = suggestion
    }
  }

  /// A finding.
  package struct Item: Sendable {
    package let number: Int
    package let kind: String
    /// What the kind is, for people.
    package let title: String
    package let detail: String
    package let images: [Picture]

    package init(number: Int, kind: String, title: String, detail: String, images: [Picture]) {
      self.number = number
      self.kind = kind
      self.title = title
      self.detail = detail
      self.images = images
    }
  }

  package let data: String
  package let classes: [String]
  package let items: [Item]

  package init(data: String, classes: [String], items: [Item]) {
    self.data = data
    self.classes = classes
    self.items = items
  }
}

/// A page with a choice beside each picture, which makes the list of decisions.
struct ReviewPage {
  let content: ReviewContent
  private let pictures: PictureStore<String>
  private let captions: FileCaptions

  /// Pictures of the page; what is beyond has names alone.
  private static let pictureLimit = 2_000
  /// Bytes of all pictures as they stand in the page.
  private static let budget = 12_000_000

  /// - Parameter thumbnail: the file of a sample by its name, its longer side at most as long as asked for.
  init(content: ReviewContent, thumbnail: (String, Int) -> [UInt8]?) {
    self.content = content
    let paths = content.items.flatMap { $0.images.map(\.path) }
    captions = FileCaptions(paths)
    pictures = PictureStore(
      Array(paths.prefix(ReviewPage.pictureLimit)), budget: ReviewPage.budget, thumbnail)
  }

  var bytes: [UInt8] {
    var sections = [Page.Section(id: "how", title: "How it is done", body: explanation)]
    var titles: [String] = []
    for item in content.items where !titles.contains(item.title) { titles.append(item.title) }
    for (position, title) in titles.enumerated() {
      let items = content.items.filter { $0.title == title }
      sections.append(
        Page.Section(
          id: "finding-\(position + 1)", title: "\(title.prefix(1).uppercased())\(title.dropFirst())",
          body: body(of: items)))
    }
    if !content.items.isEmpty {
      sections.append(Page.Section(id: "save", title: "Save", body: saving))
    }
    return Page(
      title: "Review of \(content.data)", subtitle: "what was found, for a person to decide",
      sections: sections
    ).bytes
  }

  private var explanation: Markup {
    .joined([
      .element("p") {
        "Choose for each picture what becomes of it; what is left alone stays as it is. Then save the decisions and give the file to 'fovea fix DATA --from FILE -o NEW.csv', which writes a new manifest. No image and no label of the data is changed."
      },
      .element("noscript") {
        Markup.element("p") {
          "Without scripts this page only shows the pictures: fill in the column action of review.csv instead."
        }
      },
      .element("datalist", ["id": "review-classes"]) {
        for name in content.classes { Markup.element("option", ["value": name]) }
      },
      .element("style") { ReviewScript.style },
    ])
  }

  private var saving: Markup {
    .joined([
      .element("p", ["class": "tools"]) {
        Markup.element("button", ["type": "button", "id": "review-save"]) { "Save review.csv" }
        Markup.element("span", ["id": "review-count", "class": "muted", "role": "status"]) {
          "nothing is decided yet"
        }
      },
      .element("script") { ReviewScript.source },
    ])
  }

  /// Findings of one picture side by side, and below them each finding of several pictures.
  private func body(of items: [ReviewContent.Item]) -> Markup {
    var single: [Markup] = []
    var parts: [Markup] = []
    for item in items {
      let pictures = item.images.enumerated().map { picture($1, item, $0) }
      if item.images.count == 1 {
        single += pictures
      } else {
        parts.append(.element("h3") { item.detail })
        parts.append(.element("ul", ["class": "gallery review"]) { Markup.joined(pictures) })
      }
    }
    if !single.isEmpty {
      parts.insert(.element("ul", ["class": "gallery review"]) { Markup.joined(single) }, at: 0)
    }
    return .joined(parts)
  }

  private func picture(
    _ image: ReviewContent.Picture, _ item: ReviewContent.Item, _ index: Int
  ) -> Markup {
    let name = "choice-\(item.number)-\(index)"
    var choices = ["keep", "relabel", "exclude"]
    if item.images.count > 1 { choices.append("merge") }
    return .element(
      "li",
      [
        "data-item": "\(item.number)", "data-path": image.path, "data-label": image.label,
        "data-kind": item.kind, "data-detail": item.detail,
      ]
    ) {
      PagePicture(name: image.path, file: pictures[image.path], words: item.detail).framed
      captions.markup(image.path)
      Markup.element("p") {
        image.label.isEmpty ? "label unknown" : "label: "
        Markup.name(image.label)
      }
      if item.images.count == 1 { Markup.element("p", ["class": "muted"]) { item.detail } }
      Markup.element("fieldset", ["aria-label": "What becomes of \(image.path)"]) {
        for choice in choices {
          Markup.element("label") {
            Markup.element("input", ["type": "radio", "name": name, "value": choice])
            " \(choice)"
          }
        }
        Markup.element(
          "input",
          [
            "type": "text", "list": "review-classes", "value": image.suggestion, "placeholder": "new label",
            "aria-label": "New label of \(image.path)",
          ])
      }
    }
  }
}

extension ReportWriter {
  /// Writes `review.html`; `thumbnail` gives the PNG or JPEG file of a sample by its name, its longer side at most as
  /// long as asked for.
  package func write(
    _ content: ReviewContent, thumbnail: (_ name: String, _ side: Int) -> [UInt8]?
  ) throws(FileError) {
    try write(ReviewPage(content: content, thumbnail: thumbnail).bytes, to: "review.html")
  }
}
