import FoveaEvaluation

extension ReportPage {
  /// Files that are listed; errors.csv has all of them.
  private static let problemLimit = 200

  var data: Markup? {
    let problems = content.problems
    let counts = content.counts.map { counts -> Markup in
      SortableTable(
        id: "counts", heads: ["class"] + counts.parts,
        rows: counts.rows.map { row in [.text(row.name)] + row.counts.map(SortableTable.Cell.count) },
        tallFrom: 26
      ).markup
    }
    return .joined([
      counts ?? .empty,
      .element("h3", ["style": "margin-top:24px"]) { "Files with problems" },
      problems.isEmpty
        ? .element("p", ["class": "muted"]) { "Every file could be read." }
        : .joined([
          SortableTable(
            id: "problems", heads: ["file", "kind", "reason"],
            rows: problems.prefix(ReportPage.problemLimit).map {
              [.text($0.path), .text($0.kind), .text($0.reason)]
            }
          ).markup,
          problems.count > ReportPage.problemLimit
            ? .element("p", ["class": "muted small"]) {
              "and \(Numeral.count(problems.count - ReportPage.problemLimit)) more, in errors.csv"
            } : .empty,
        ]),
    ])
  }

  var recipe: Markup {
    .joined(
      content.facts.map { facts in
        .joined([
          .element("h3") { facts.title },
          .element("div", ["class": "table facts", "style": "margin-bottom:20px"]) {
            Markup.element("table") {
              Markup.element("tbody") {
                for row in facts.rows {
                  Markup.element("tr") {
                    Markup.element("td") { row.key }
                    Markup.element("td") { Markup.name(row.value) }
                  }
                }
              }
            }
          },
        ])
      } + [
        content.commands.isEmpty
          ? .empty
          : .joined([
            .element("h3") { "To make it again" },
            .joined(content.commands.map { command in .element("pre") { Markup.exact(command) } }),
          ])
      ])
  }
}
