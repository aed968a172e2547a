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
  private let pictures: PictureStore<String>

  /// Findings of a kind that are shown, pictures of one finding, and pictures of the page.
  private static let (findingLimit, pictureLimit, pageLimit) = (24, 6, 400)
  /// Bytes of all pictures as they stand in the page.
  private static let budget = 3_000_000

  /// - Parameter thumbnail: the file of a sample by its name, its longer side at most as long as asked for.
  init(content: CheckContent, thumbnail: (String, Int) -> [UInt8]?) {
    self.content = content
    let shown = content.groups.flatMap { group in
      group.findings.prefix(CheckPage.findingLimit).flatMap { $0.paths.prefix(CheckPage.pictureLimit) }
    }
    pictures = PictureStore(Array(shown.prefix(CheckPage.pageLimit)), budget: CheckPage.budget, thumbnail)
  }

  var bytes: [UInt8] {
    var sections = [
      Page.Section(id: "summary", title: "Summary", body: summary),
      Page.Section(id: "classes", title: "Classes", body: classes),
    ]
    for (position, group) in content.groups.enumerated() {
      sections.append(
        Page.Section(
          id: "finding-\(position + 1)",
          title: "\(group.title.prefix(1).uppercased())\(group.title.dropFirst())",
          body: body(of: group)))
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

  private func body(of group: CheckContent.Group) -> Markup {
    var items: [Markup] = []
    for finding in group.findings.prefix(CheckPage.findingLimit) {
      let paths = finding.paths.prefix(CheckPage.pictureLimit)
      let captions = FileCaptions(Array(paths))
      items.append(.element("h3") { finding.detail })
      items.append(
        .element("ul", ["class": "gallery"]) {
          for path in paths {
            Markup.element("li") {
              PagePicture(name: path, file: pictures[path], words: finding.detail).framed
              captions.markup(path)
            }
          }
        })
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
}

extension ReportWriter {
  /// Writes `check.html`, and `findings.csv`: a row a file, `finding,kind,serious,path,detail`, and of a label that is
  /// doubted `label,label_probability,suggested,suggested_probability`; files of one finding
  /// have its number in common.
  ///
  /// `thumbnail` gives the PNG or JPEG file of a sample by its name, its longer side at most as long as asked for.
  package func write(
    _ content: CheckContent, rows: [CSVRow], thumbnail: (_ name: String, _ side: Int) -> [UInt8]?
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
