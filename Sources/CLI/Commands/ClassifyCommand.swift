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
  var format: RowFormat.Kind?

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

  @OptionGroup(title: "Two classes") var binary: BinaryOptions
  @OptionGroup(title: "Abstention") var abstention: AbstentionOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions

  func validate() throws {
    if let topk, topk < 1 { throw ValidationError("--topk: expected at least 1, received \(topk)") }
    if json, let format, format != .jsonl {
      throw ValidationError("--json: means --format jsonl, received --format \(format.rawValue)")
    }
    if binary.positive != nil, binary.prevalence == nil {
      throw ValidationError("--positive: names the class that --prevalence is of, received none")
    }
    if binary.prevalence != nil, abstention.maxRisk != nil || abstention.predictionSet != nil {
      throw ValidationError(
        "--prevalence: --max-risk and --prediction-set hold where the classes are as frequent as in validation; leave one of them out"
      )
    }
  }

  func run() throws {
    compute.apply()
    let classifier = try Classifier(
      contentsOf: RunFolder.model(at: model), limits: compute.limits, workers: compute.workerCount)
    let prevalence = try binary.prevalence.map {
      try AssumedPrevalence($0, of: classifier.bundle.naming(positive: binary.positive))
    }
    if !quiet, let prevalence { Console.note(prevalence.note) }
    let topCount = min(topk ?? 1, classifier.bundle.classes.count)
    let abstention = try abstention.abstention(of: classifier.bundle)
    if !quiet { for note in abstention.notes { Console.note(note) } }
    let kind = json ? .jsonl : format ?? output.flatMap(RowFormat.Kind.init(ending:)) ?? .table
    let rows = try RowWriter(
      RowFormat(kind, topCount: topCount, hasSets: abstention.leastInSet != nil), output: output)
    let sorter = sortInto.map {
      FolderSorter(into: $0, by: sorting, labels: classifier.bundle.classes + [abstention.word])
    }
    var counts = ClassifyCounts()
    var line = ProgressLine(quiet: quiet || (output == nil && isatty(STDOUT_FILENO) == 1))
    let interruption = Interruption()
    try classifier.classify(paths: PathList.expanded(paths, isNullSeparated: nullSeparated)) { item in
      let item = prevalence?.restated(item) ?? item
      let row = ClassifiedRow(item, abstention: abstention, topCount: topCount)
      try rows.write(row)
      counts.count(row)
      if strict, let refusal = ClassifyError.refusal(of: row) {
        try rows.finish()
        throw refusal
      }
      if let sorter, row.error == nil { counts.count(try sorter.place(row.path, as: row.label)) }
      line.update("\(Sentence.count(counts.read.files, "file"))  \(item.path)")
      return !interruption.isRequested
    }
    try rows.finish()
    line.clear()
    if !quiet { Console.note(counts.summary) }
    if interruption.isRequested { throw ExitCode.interrupted }
    try counts.read.require(paths)
  }
}

extension RowFormat.Kind: ExpressibleByArgument {}

extension FolderSorter.Method: EnumerableFlag {
  public static func help(for value: FolderSorter.Method) -> ArgumentHelp? {
    switch value {
    case .link: "Sort by symbolic links (the default)."
    case .copy: "Sort by copying."
    case .move: "Sort by moving."
    }
  }
}
