package import FoveaFiles

/// A lesson as its page shows it.
package struct LessonContent: Sendable {
  /// A part of a section.
  package enum Block: Sendable {
    case text(String)
    case formula(String)
    /// Figures beside each other where there is room.
    case figures([LessonFigure])
    /// Rows below a header, all of them text.
    case table(heads: [String], rows: [[String]])
  }

  package struct Section: Sendable {
    let id: String
    let title: String
    let blocks: [Block]

    package init(_ id: String, _ title: String, _ blocks: [Block]) {
      self.id = id
      self.title = title
      self.blocks = blocks
    }

    package var figures: [LessonFigure] {
      blocks.flatMap { block in
        if case .figures(let figures) = block { figures } else { [LessonFigure]() }
      }
    }
  }

  /// The stem of its file.
  package let name: String
  package let title: String
  package let subtitle: String
  package let command: String
  package let sections: [Section]
  /// What was computed: what it is, and its value.
  package let numbers: [(meaning: String, value: String)]

  package init(
    name: String, title: String, subtitle: String, command: String, sections: [Section],
    numbers: [(meaning: String, value: String)]
  ) {
    self.name = name
    self.title = title
    self.subtitle = subtitle
    self.command = command
    self.sections = sections
    self.numbers = numbers
  }

  var page: Page {
    Page(
      title: title, subtitle: subtitle, brand: "fovea learn",
      sections: sections.map { section in
        Page.Section(id: section.id, title: section.title, body: .joined(section.blocks.map(\.markup)))
      } + [
        Page.Section(
          id: "numbers", title: "The numbers",
          body: .joined([
            LessonContent.Block.table(
              heads: ["what", "value"], rows: numbers.map { [$0.meaning, $0.value] }
            ).markup,
            .element("p", ["class": "muted small"]) { "This page was made by" },
            .element("pre") { Markup.exact(command) },
          ]))
      ])
  }
}

extension LessonContent.Block {
  var markup: Markup {
    switch self {
    case .text(let text): .element("p") { text }
    case .formula(let formula):
      .element("pre") {
        // Text shows a line break as an escape, like any other control character.
        for line in formula.split(separator: "\n", omittingEmptySubsequences: false) {
          Markup.exact(String(line))
          Markup.literal("\n")
        }
      }
    case .figures(let figures):
      .element("div", ["class": figures.count > 1 ? "pair lesson-figures" : "lesson-figures"]) {
        Markup.joined(figures.map(\.markup))
      }
    case .table(let heads, let rows):
      .element("div", ["class": "table"]) {
        Markup.element("table", ["class": "lesson-table"]) {
          Markup.element("thead") {
            Markup.element("tr") {
              for (index, head) in heads.enumerated() {
                Markup.element("th", ["scope": "col", "class": index == 0 ? "t" : ""]) { head }
              }
            }
          }
          Markup.element("tbody") {
            for row in rows {
              Markup.element("tr") {
                for (index, cell) in row.enumerated() {
                  Markup.element("td", ["class": index == 0 ? "t" : ""]) { cell }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The page that leads to lessons.
package struct LessonIndex: Sendable {
  private let title: String
  private let subtitle: String
  private let lessons: [(title: String, words: String, file: String)]

  package init(title: String, subtitle: String, lessons: [(title: String, words: String, file: String)]) {
    self.title = title
    self.subtitle = subtitle
    self.lessons = lessons
  }

  var page: Page {
    let list = Markup.element("ol", ["class": "lesson-list"]) {
      for lesson in lessons {
        Markup.element("li") {
          Markup.element("a", ["href": lesson.file]) { lesson.title }
          Markup.element("br")
          Markup.element("span", ["class": "muted"]) { lesson.words }
        }
      }
    }
    return Page(
      title: title, subtitle: subtitle, brand: "fovea learn",
      sections: [Page.Section(id: "lessons", title: "Lessons", body: list)])
  }
}

extension ReportWriter {
  /// Writes the page `NAME.html`, and its figures below `figures/` under names that begin with that of the lesson.
  package func write(_ lesson: LessonContent) throws(FileError) {
    try write(lesson.page.bytes, to: lesson.name + ".html")
    let figures = try ReportWriter(folder: folder + "/figures")
    for figure in lesson.sections.flatMap(\.figures) { try figures.write(figure) }
  }

  /// Writes `index.html`.
  package func write(_ index: LessonIndex) throws(FileError) { try write(index.page.bytes, to: "index.html") }
}
