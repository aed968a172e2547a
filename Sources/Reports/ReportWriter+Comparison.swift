package import FoveaEvaluation
package import FoveaFiles

extension ModelComparison {
  /// The comparison as one JSON object.
  package func json() throws(FileError) -> String { try JSONDocument.text(of: self) }
}

extension ReportWriter {
  /// Writes `compare.json`, `compare.html`, and `flips.csv`: the images that only one of two models gets right.
  ///
  /// `thumbnail` gives the PNG or JPEG file of a sample by its name, its longer side at most as long as asked for.
  package func write(
    _ comparison: ModelComparison, thumbnail: (_ name: String, _ side: Int) -> [UInt8]?
  ) throws(FileError) {
    try write(json: comparison, to: "compare.json")
    try write(ComparisonPage(comparison, thumbnail: thumbnail).bytes, to: "compare.html")
    let flips = try CSVFile(
      folder + "/flips.csv", columns: ["model", "path", "true", "first", "second", "gain"])
    for contrast in comparison.contrasts {
      for flip in contrast.flips {
        try flips.append([
          .text(comparison.entries[contrast.entry].name), .text(flip.path), .text(flip.label),
          .text(flip.first), .text(flip.second), .flag(flip.isGain),
        ])
      }
    }
    try flips.commit()
  }
}
