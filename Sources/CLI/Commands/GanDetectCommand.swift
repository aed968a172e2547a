import ArgumentParser
import Foundation
import Fovea

/// `fovea gan detect`: tells the images of a generator from real ones.
struct GanDetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Tell the images of a trained generator from real ones.",
    discussion: """
      A small classifier learns to tell them apart, once, and is scored on images of both that it has not seen: \
      detector/ of the run gets the model, its numbers and report.html. Then every image of PATHS gets a row, as in \
      fovea classify. It knows this generator alone: images of another one may look real to it.
      """)

  @Argument(help: ArgumentHelp("The run folder of fovea gan train.", valueName: "run"))
  var folder: String

  @Argument(help: "Images and folders of images to label; none trains and scores the detector.")
  var paths: [String] = []

  @Option(help: "How rows are written: table, csv, jsonl.")
  var format: RowFormat.Kind = .table

  @Option(help: "Seed of the division and of the detector's first weights.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    for path in paths where !FileManager.default.fileExists(atPath: path) { throw InputMissing(path: path) }
    let console = JobConsole(quiet: speech.quiet)
    let outcome = try DetectorRun(
      run: folder, seed: seed, threads: compute.threads, command: ShellCommand.current
    )
    .perform(console.monitor)
    guard !paths.isEmpty else {
      return Console.result(
        speech.json ? try outcome.result.json() : outcome.summary.printableLines)
    }
    if !speech.quiet { Console.note(outcome.summary) }
    let classifier = try Classifier(outcome.model, workers: compute.workerCount, threads: compute.threads)
    let rows = try RowWriter(
      RowFormat(speech.json ? .jsonl : format, topCount: 1, hasSets: false), output: nil)
    let abstention = try Abstention(outcome.model)
    var counts = ReadCounts()
    let monitor = console.monitor
    try classifier.classify(paths: paths) { item in
      let row = ClassifiedRow(item, abstention: abstention, topCount: 1)
      try rows.write(row)
      counts.count(row.path, error: row.error)
      return !monitor.isCancelled
    }
    try rows.finish()
    if monitor.isCancelled { throw ExitCode.interrupted }
    try counts.require(paths)
  }
}
