import Foundation
package import FoveaFiles

/// What `fovea check` found, as a page shows it.
package struct CheckContent: Sendable {
  /// Findings of one kind.
  package struct Group: Sendable {
    package let title: String
    package let isSerious: Bool
    package let findings: [(paths: [String], detail: String)]

    package init(title: String, isSerious: Bool, findings: [(paths: [String], detail: String)]) {
      self.title = title
      self.isSerious = isSerious
      self.findings = findings
    }
  }

  package let data: String
  package let summary: [String]
  /// Name and images of train, val, test, and without part, for each class.
  package let classes: [(name: String, counts: [Int])]
  package let groups: [Group]

  package init(
    data: String, summary: [String], classes: [(name: String, counts: [Int])], groups: [Group]
  ) {
    self.data = data
    self.summary = summary
    self.classes = classes
    self.groups = groups
  }
}

/// The page of a check: counts, and pictures of what was found.
struct CheckPage {
  let content: CheckContent
  /// The JPEG file of a sample, by its name.
  let thumbnail: (String) -> [UInt8]?

  /// Findings of a kind that are shown, pictures of one finding, and pictures of the page.
  private static let (findingLimit, pictureLimit, pageLimit) = (24, 6, 400)

  var bytes: [UInt8] {
    var left = CheckPage.pageLimit
    var sections = [
      Page.Section(id: "summary", title: "Summary", body: summary),
      Page.Section(id: "classes", title: "Classes", body: classes),
    ]
    for (position, group) in content.groups.enumerated() {
      sections.append(
        Page.Section(
          id: "finding-\(position + 1)",
          title: "\(group.title.prefix(1).uppercased())\(group.title.dropFirst())",
          body: body(of: group, &left)))
    }
    return Page(title: "Check of \(content.data)", subtitle: "what fovea check found", sections: sections)
      .bytes
  }

  private var summary: Markup {
    .joined([
      .element("ul") { for line in content.summary { Markup.element("li") { line } } },
      content.groups.isEmpty
        ? .element("p") { "Nothing was found." }
        : SortableTable(
          id: "kinds", heads: ["found", "times", "serious"],
          rows: content.groups.map {
            [.text($0.title), .count($0.findings.count), .text($0.isSerious ? "yes" : "no")]
          }
        ).markup,
    ])
  }

  private var classes: Markup {
    SortableTable(
      id: "class-counts", heads: ["class", "train", "val", "test", "no part"],
      rows: content.classes.map { [.text($0.name)] + $0.counts.map(SortableTable.Cell.count) }
    ).markup
  }

  private func body(of group: CheckContent.Group, _ left: inout Int) -> Markup {
    var items: [Markup] = []
    for finding in group.findings.prefix(CheckPage.findingLimit) {
      var pictures: [Markup] = []
      for path in finding.paths.prefix(CheckPage.pictureLimit) {
        let picture = left > 0 ? thumbnail(path) : nil
        if picture != nil { left -= 1 }
        pictures.append(CheckPage.picture(path, picture))
      }
      items.append(.element("h3") { finding.detail })
      items.append(.element("ul", ["class": "gallery"]) { Markup.joined(pictures) })
      let more = finding.paths.count - CheckPage.pictureLimit
      if more > 0 { items.append(.element("p", ["class": "muted small"]) { "and \(more) more files" }) }
    }
    let more = group.findings.count - CheckPage.findingLimit
    if more > 0 {
      items.append(
        .element("p", ["class": "muted"]) { "and \(Numeral.count(more)) more; findings.csv has all of them" })
    }
    return .joined(items)
  }

  private static func picture(_ path: String, _ bytes: [UInt8]?) -> Markup {
    .element("li", ["title": path]) {
      Markup.element("div", ["class": "frame"]) {
        if let bytes {
          Markup.element(
            "img",
            [
              "src": "data:image/jpeg;base64," + Data(bytes).base64EncodedString(), "alt": path,
              "loading": "lazy",
            ])
        } else {
          Markup.element("span", ["class": "muted"]) { "no picture" }
        }
      }
      Markup.element("bdi", ["class": "name"]) { path }
    }
  }
}

extension ReportWriter {
  /// Writes `check.html`, and `findings.csv`: a row a file, `finding,kind,serious,path,detail`, and of a label that is
  /// doubted `label,label_probability,suggested,suggested_probability`; files of one finding
  /// have its number in common.
  ///
  /// `thumbnail` gives the JPEG file of a sample by its name.
  package func write(
    _ content: CheckContent, rows: [CSVRow], thumbnail: @escaping (String) -> [UInt8]?
  ) throws(FileError) {
    try write(CheckPage(content: content, thumbnail: thumbnail).bytes, to: "check.html")
    let file = try CSVFile(
      folder + "/findings.csv",
      columns: [
        "finding", "kind", "serious", "path", "detail", "label", "label_probability", "suggested",
        "suggested_probability",
      ])
    for row in rows { try file.append(row) }
    try file.commit()
  }
}
