import FoveaEvaluation
package import FoveaFiles

extension ReportWriter {
  /// Writes `report.html`, the figures as SVG and CSV below `figures/`, and the lists that the page shows the start of:
  /// `confused_pairs.csv`, `label_issues.csv` and `slices.csv`.
  package func write(_ content: ReportContent) throws(FileError) {
    let page = ReportPage(content)
    try write(page.bytes, to: "report.html")
    let figures = try ReportWriter(folder: folder + "/figures")
    for figure in page.figures { try figures.write(figure) }
    try writePairs(content)
    try writeSuspects(page.pictures.suspects, content)
    try writeSlices(content.slices)
  }

  /// Writes `bytes` as the file `name`.
  package func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    try AtomicFile.write(bytes, to: folder + "/" + name)
  }

  /// Writes `value` as JSON into the file `name`.
  package func write(json value: some Encodable, to name: String) throws(FileError) {
    try JSONDocument.write(value, to: folder + "/" + name)
  }

  /// Writes the drawing as SVG and its numbers as CSV.
  func write(_ figure: Figure) throws(FileError) {
    try write(Array(figure.file.source.utf8), to: figure.name + ".svg")
    let table = try CSVFile(folder + "/" + figure.name + ".csv", columns: figure.columns)
    for row in figure.rows { try table.append(row) }
    try table.commit()
  }

  private func writePairs(_ content: ReportContent) throws(FileError) {
    let file = try CSVFile(
      folder + "/confused_pairs.csv", columns: ["true", "predicted", "count", "share_of_true"])
    let result = content.result
    for pair in result.confusionMatrix.mostConfused(named: result.classes, limit: .max) {
      try file.append([.text(pair.label), .text(pair.predicted), .integer(pair.count), .number(pair.share)])
    }
    try file.commit()
  }

  private func writeSuspects(_ suspects: [LabelSuspect], _ content: ReportContent) throws(FileError) {
    let file = try CSVFile(
      folder + "/label_issues.csv",
      columns: ["path", "label", "suggested", "label_probability", "suggested_probability"])
    let classes = content.result.classes
    for suspect in suspects {
      try file.append([
        .text(content.names[suspect.sample]), .text(classes[suspect.label]),
        .text(classes[suspect.suggested]),
        .probability(suspect.labelProbability), .probability(suspect.suggestedProbability),
      ])
    }
    try file.commit()
  }

  private func writeSlices(_ slices: [DataSlice]) throws(FileError) {
    let file = try CSVFile(
      folder + "/slices.csv",
      columns: [
        "attribute", "value", "samples", "accuracy", "low", "high", "rest_accuracy", "p_value",
        "underperforms",
      ])
    for slice in slices {
      try file.append([
        .text(slice.attribute), .text(slice.value), .integer(slice.samples), .number(slice.accuracy),
        .number(slice.interval.low), .number(slice.interval.high), .number(slice.restAccuracy),
        .number(slice.pValue), .flag(slice.underperforms),
      ])
    }
    try file.commit()
  }
}
