package import FoveaEvaluation
package import FoveaFiles

/// The page of a ladder of models.
struct LadderPage {
  let ladder: ModelLadder

  var bytes: [UInt8] {
    Page(
      title: "A ladder of \(Sentence.count(ladder.rungs.count, "model"))",
      subtitle: "\(Sentence.count(ladder.samples, "image")), \(ladder.split) part",
      sections: [
        Page.Section(id: "summary", title: "What is worth its cost", body: summary),
        Page.Section(id: "models", title: "Models", body: table),
      ]
    ).bytes
  }

  private var summary: Markup {
    .joined([
      ladder.notes.isEmpty
        ? .empty
        : .element("div", ["class": "notes", "role": "note"]) {
          Markup.element("ul") { for note in ladder.notes { Markup.element("li") { note } } }
        },
      .element("p") { Markup.element("strong") { ladder.verdict } },
      .element("ul") {
        for step in ladder.climbs { Markup.element("li") { ladder.sentence(step) } }
      },
      .element("p", ["class": "muted small"]) {
        "Each model against the best simpler one that was worth its cost, on the same images: McNemar's exact test, p-values times the number of comparisons (Bonferroni)."
      },
    ])
  }

  private var table: Markup {
    SortableTable(
      id: "rungs",
      heads: [
        "model", "accuracy %", "95 % interval", "log loss", "epochs", "training s", "parameters", "MB",
        "images/s",
      ],
      rows: ladder.rungs.map { rung in
        [
          .text(rung.name), .share(rung.accuracy),
          .said(
            "\(Numeral.decimal(rung.interval.low * 100, 2)) to \(Numeral.decimal(rung.interval.high * 100, 2))",
            rung.interval.low),
          .number(rung.logLoss, digits: 4), .count(rung.epochs), .number(rung.trainingSeconds, digits: 1),
          .count(rung.parameters), .number(Double(rung.fileSize) / 1e6, digits: 2),
          .number(rung.imagesPerSecond, digits: 0),
        ]
      }
    ).markup
  }
}

extension ReportWriter {
  /// Writes `ladder.json`, `ladder.csv` and `ladder.html`.
  package func write(_ ladder: ModelLadder) throws(FileError) {
    try write(json: ladder, to: "ladder.json")
    try write(LadderPage(ladder: ladder).bytes, to: "ladder.html")
    let table = try CSVFile(
      folder + "/ladder.csv",
      columns: [
        "model", "accuracy", "low", "high", "log_loss", "epochs", "training_seconds", "parameters",
        "file_size", "images_per_second", "p_value", "better", "against",
      ])
    for (index, rung) in ladder.rungs.enumerated() {
      let climb = ladder.climbs.first { $0.rung == index }
      try table.append([
        .text(rung.name), .number(rung.accuracy), .number(rung.interval.low), .number(rung.interval.high),
        .number(rung.logLoss), .integer(rung.epochs), .number(rung.trainingSeconds),
        .integer(rung.parameters),
        .integer(rung.fileSize), .number(rung.imagesPerSecond), .number(climb?.adjustedPValue),
        .text(climb.map { $0.isBetter ? "true" : "false" } ?? ""),
        .text(climb.map { ladder.rungs[$0.below].name } ?? ""),
      ])
    }
    try table.commit()
  }
}
