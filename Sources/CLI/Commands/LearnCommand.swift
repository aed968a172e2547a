import ArgumentParser
import Fovea

/// `fovea learn`: the ideas behind a classifier, step by step, on one's own pictures.
struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Explain a step of what a classifier is made of, with numbers and figures on a page.",
    discussion: """
      Without a topic it lists them. Every number is computed with Fovea itself: by hand and by the engine that trains \
      networks. A page TOPIC.html stands alone; its drawings are also in figures/, as SVG with CSV, or PNG.

      \(LessonTopic.list)
      """)

  @Argument(help: "A topic, or all.")
  var topic: String?

  @Option(name: [.short, .customLong("output")], help: "The folder for pages and figures.")
  var output = "learning"

  @Option(help: "Labeled images for the lessons on pictures (default: SampleData, where it is found).")
  var data: String?

  @Option(help: ArgumentHelp("Only these classes of the images, separated by commas.", valueName: "a,b"))
  var classes: String?

  @Option(help: "Seed of first weights, the order of pictures and noise.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func run() throws {
    guard let topic else {
      return Console.result(
        speech.json ? try JSONDocument.text(of: LessonTopic.allCases) : LessonTopic.list)
    }
    compute.apply()
    let run = LessonRun(
      try LessonTopic.topics(named: topic), output: output,
      data: data.map {
        DataSource(path: $0, seed: seed, workers: compute.workerCount, maxPixels: compute.maxPixels)
      },
      classes: classes.map { $0.split(separator: ",").map(String.init) }, seed: seed,
      command: ShellCommand.current)
    let summary = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(speech.json ? try JSONDocument.text(of: summary) : summary.text)
  }
}

extension LessonTopic {
  /// Every topic with what it is about.
  fileprivate static var list: String {
    let width = allCases.reduce(0) { max($0, $1.rawValue.count) } + 2
    return allCases.map { topic in
      topic.rawValue + String(repeating: " ", count: width - topic.rawValue.count) + topic.abstract
    }.joined(separator: "\n") + "\n\nfovea learn all makes every page, and an index."
  }
}
