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
      margin, error. A file that cannot be read has its error and no label; it stops nothing.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, jsonl
  }

  @Argument(help: "A model.safetensors, or the run folder that has one.")
  var model: String

  @Argument(help: "Images and folders of images; - reads a list of them from standard input, one a line.")
  var paths: [String]

  @Flag(
    name: [.customShort("0"), .customLong("null")],
    help: "The list on standard input has NUL after each path.")
  var nullSeparated = false

  @Option(help: "How rows are written: table, csv, jsonl.")
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
    let classifier = try Classifier(contentsOf: RunFolder.model(at: model), workers: compute.workerCount)
    let topCount = min(topk ?? 1, classifier.bundle.classes.count)
    let abstention = try abstention.abstention(of: classifier.bundle)
    if !quiet { for note in abstention.notes { Console.note(note) } }
    let rows = try RowWriter(
      format: json ? .jsonl : format ?? .table, output: output, topCount: topCount,
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
      if let sorter, row.error == nil { counts.count(try sorter.place(row.path, as: row.label)) }
      line.update("\(counts.files) files  \(item.path)")
      return !interruption.isRequested
    }
    try rows.finish()
    line.clear()
    if !quiet { Console.note(counts.summary) }
    if interruption.isRequested { throw ExitCode(ExitStatus.interrupted.rawValue) }
    if counts.files == 0 { throw ClassifyError.nothing(paths: paths) }
  }
}

/// What a run of `classify` met.
struct ClassifyCounts {
  private(set) var files = 0
  private var errors = 0
  private var unknown = 0
  private var placed = 0
  private var present = 0

  mutating func count(_ row: ClassifiedRow) {
    files += 1
    if row.error != nil { errors += 1 }
    if row.isAbstention { unknown += 1 }
  }

  mutating func count(_ placement: FolderSorter.Placement) {
    switch placement {
    case .placed: placed += 1
    case .alreadyThere: present += 1
    }
  }

  var summary: String {
    var parts = ["\(files) files"]
    if errors > 0 { parts.append("\(errors) could not be read") }
    if unknown > 0 { parts.append("\(unknown) unknown") }
    if placed > 0 { parts.append("\(placed) sorted") }
    if present > 0 { parts.append("\(present) left because a file of that name is there") }
    return parts.joined(separator: ", ")
  }
}

enum ClassifyError: Error, CustomStringConvertible {
  case nothing(paths: [String])

  var description: String {
    switch self {
    case .nothing(let paths):
      "\(paths.joined(separator: ", ")): expected images, found no file; check the path"
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
