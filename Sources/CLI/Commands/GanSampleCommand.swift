import ArgumentParser
import Fovea

/// `fovea gan sample`: pictures of a trained generator.
struct GanSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Make images with a trained generator.",
    discussion: """
      DIR gets PNG files and sheet.png, which shows all of them. A generator that knows classes fills a folder for each \
      class. The same seed makes the same bytes, and image number i is the same however many are made.
      """)

  @Argument(
    help: ArgumentHelp("A run folder of fovea gan train, or its generator.safetensors.", valueName: "run"))
  var generator: String

  @Option(name: [.customShort("n"), .customLong("count")], help: "How many images.")
  var count = 64

  @Option(help: "Seed of the random numbers that images are made of.")
  var seed: UInt64 = 0

  @Option(name: .customLong("class"), help: "The class of the images (default: each class in its turn).")
  var className: String?

  @Option(name: [.short, .customLong("output")], help: "The folder for the images, new or empty.")
  var output: String

  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count: expected 1 to 1000000, received \(count)")
    }
  }

  func run() throws {
    compute.apply()
    let sheet = try SampleRun(
      generator: generator, count: count, className: className, seed: seed, output: output
    ).perform(JobConsole(quiet: speech.quiet).monitor)
    if speech.json {
      Console.result(
        try JSONDocument.text(of: Summary(images: count, seed: seed, output: output, sheet: sheet)))
    } else {
      Console.result("\(count) images are in \(output), all of them on \(sheet)".printableLines)
    }
  }

  private struct Summary: Encodable {
    let images: Int
    let seed: UInt64
    let output: String
    let sheet: String
  }
}
