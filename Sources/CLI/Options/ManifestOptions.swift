import ArgumentParser
import Fovea

/// Which columns of a manifest are read, and what codes in it mean.
struct ManifestOptions: ParsableArguments {
  @Option(help: "Of a manifest: the column that has the paths (default: path).")
  var pathColumn: String?

  @Option(help: "Of a manifest: the column that has the labels (default: label).")
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "Of a manifest whose labels are codes: their names, as 0=cat,1=dog, or a file with one such pair a line, or with the names of 0, 1, 2 and so on.",
      valueName: "pairs|file"))
  var labelNames: String?

  /// The columns that were asked for.
  func columns() throws -> ManifestColumns {
    ManifestColumns(
      path: pathColumn ?? "path", label: labelColumn ?? "label",
      names: try labelNames.map(ManifestColumns.names) ?? [:])
  }

  func validate() throws {
    for (name, value) in [("--path-column", pathColumn), ("--label-column", labelColumn)] where value == "" {
      throw ValidationError("\(name): expected the name of a column, received none")
    }
    if let pathColumn, pathColumn == labelColumn {
      throw ValidationError(
        "--label-column: expected another column than that of the paths, received '\(pathColumn)'")
    }
  }
}
