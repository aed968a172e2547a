public import ArgumentParser
import Foundation
public import Fovea

/// `fovea classify`: one row for every image, in the order of the input.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Label images and folders of images.",
    discussion: """
      Every file gets one row, in a stable order: path, label, probability, second label, its probability, \
      margin, error, note. A file that cannot be read has its error and no label, one that is cut has a note; \
      neither stops anything without --strict. Status 66: a path is not there; 65: no file could be read.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, jsonl

    /// The format that a file of this name is expected to have; nil where its ending says nothing.
    init?(ending path: String) {
      switch path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased() {
      case "csv": self = .csv
      case "jsonl", "ndjson", "json": self = .jsonl
      default: return nil
      }
    }
  }

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(help: "Images and folders of images; - reads a list of them from standard input, one a line.")
  var paths: [String]

  @Flag(
    name: [.customShort("0"), .customLong("null")],
    help: "The list on standard input has NUL after each path.")
  var nullSeparated = false

  @Option(
    help: "How rows are written: table, csv, jsonl (default: as the name of --output ends, else table).")
  var format: Format?

  @Flag(help: "The same as --format jsonl: one JSON object a row.")
  var json = false

  @Option(help: "Name the K most probable classes of each image.")
  var topk: Int?

  @Option(help: "Put each image into DIR/LABEL; nothing that exists is replaced.")
  var sortInto: String?

  @Flag(exclusivity: .exclusive) var sorting: FolderSorter.Method = .link

  @Option(name: [.short, .customLong("output")], help: "Write the rows to this file.")
  var output: String?

  @Flag(help: "Stop at the first file that cannot be read, or only in part.")
  var strict = false

  @Flag(name: .shortAndLong, help: "Print no progress and no notes.")
  var quiet = false

  @OptionGroup(title: "Abstention") var abstention: AbstentionOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions

  func validate() throws {
    if let topk, topk < 1 { throw ValidationError("--topk: expected at least 1, received \(topk)") }
    if json, let format, format != .jsonl {
      throw ValidationError("--json: means --format jsonl, received --format \(format.rawValue)")
    }
  }

  func run() throws {
    compute.apply()
    let classifier = try Classifier(
      contentsOf: RunFolder.model(at: model), limits: compute.limits, workers: compute.workerCount)
    let topCount = min(topk ?? 1, classifier.bundle.classes.count)
    let abstention = try abstention.abstention(of: classifier.bundle)
    if !quiet { for note in abstention.notes { Console.note(note) } }
    let rows = try RowWriter(
      format: json ? .jsonl : format ?? output.flatMap(Format.init(ending:)) ?? .table, output: output,
      topCount: topCount,
      hasSets: abstention.leastInSet != nil)
    let sorter = sortInto.map {
      FolderSorter(into: $0, by: sorting, labels: classifier.bundle.classes + [abstention.word])
    }
    var counts = ClassifyCounts()
    var line = ProgressLine(quiet: quiet || (output == nil && isatty(STDOUT_FILENO) == 1))
    let interruption = Interruption()
    try classifier.classify(paths: PathList.expanded(paths, isNullSeparated: nullSeparated)) { item in
      let row = ClassifiedRow(item, abstention: abstention, topCount: topCount)
      try rows.write(row)
      counts.count(row)
      if strict, let refusal = ClassifyError.refusal(of: row) {
        try rows.finish()
        throw refusal
      }
      if let sorter, row.error == nil { counts.count(try sorter.place(row.path, as: row.label)) }
      line.update("\(Sentence.count(counts.files, "file"))  \(item.path)")
      return !interruption.isRequested
    }
    try rows.finish()
    line.clear()
    if !quiet { Console.note(counts.summary) }
    if interruption.isRequested { throw ExitCode(ExitStatus.interrupted.rawValue) }
    if let missing = paths.first(where: { $0 != "-" && !FileManager.default.fileExists(atPath: $0) }) {
      throw InputMissing(path: missing)
    }
    if counts.files == 0 { throw ClassifyError.nothing(paths: paths) }
    if counts.errors == counts.files {
      throw ClassifyError.noneReadable(files: counts.files, first: counts.firstError ?? "")
    }
  }
}

/// What a run of `classify` met.
struct ClassifyCounts {
  private(set) var files = 0
  private(set) var errors = 0
  /// The first file that could not be read, and why.
  private(set) var firstError: String?
  private var recovered = 0
  private var unknown = 0
  private var placed = 0
  private var present = 0

  mutating func count(_ row: ClassifiedRow) {
    files += 1
    if let error = row.error {
      errors += 1
      if firstError == nil { firstError = "\(row.path): \(error)" }
    }
    if row.note != nil { recovered += 1 }
    if row.isAbstention { unknown += 1 }
  }

  mutating func count(_ placement: FolderSorter.Placement) {
    switch placement {
    case .placed: placed += 1
    case .alreadyThere: present += 1
    }
  }

  var summary: String {
    var parts = [Sentence.count(files, "file")]
    if errors > 0 { parts.append("\(errors) could not be read") }
    if recovered > 0 { parts.append("\(recovered) could be read only in part") }
    if unknown > 0 { parts.append("\(unknown) unknown") }
    if placed > 0 { parts.append("\(placed) sorted") }
    if present > 0 { parts.append("\(present) left because a file of that name is there") }
    return parts.joined(separator: ", ")
  }
}

enum ClassifyError: Error, CustomStringConvertible {
  case nothing(paths: [String])
  /// Files were there, and none gave a picture.
  case noneReadable(files: Int, first: String)
  /// The first file that `--strict` does not accept.
  case strict(path: String, reason: String)

  /// Why `--strict` stops at `row`; nil where it does not.
  static func refusal(of row: ClassifiedRow) -> ClassifyError? {
    if let error = row.error { return .strict(path: row.path, reason: error) }
    return row.note.map { .strict(path: row.path, reason: "it can be read only in part: \($0)") }
  }

  var status: ExitStatus {
    switch self {
    case .nothing: .noInput
    case .noneReadable, .strict: .badData
    }
  }

  var description: String {
    switch self {
    case .nothing(let paths):
      "\(paths.joined(separator: ", ")): expected images, found no file; check the path"
    case .noneReadable(let files, let first):
      files == 1 ? first : "none of the \(files) files can be read; the first: \(first)"
    case .strict(let path, let reason):
      "\(path): \(reason); repair or remove it, or leave out --strict"
    }
  }
}

extension FolderSorter.Method: EnumerableFlag {
  public static func help(for value: FolderSorter.Method) -> ArgumentHelp? {
    switch value {
    case .link: "Sort by symbolic links (the default)."
    case .copy: "Sort by copying."
    case .move: "Sort by moving."
    }
  }
}
