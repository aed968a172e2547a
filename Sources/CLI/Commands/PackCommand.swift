import ArgumentParser
import Fovea

/// `fovea pack`: labeled images as a few large files.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Write labeled images as WebDataset shards (tar files).",
    discussion: """
      Each sample is NUMBER.jpg and NUMBER.cls, which holds the name of its class; files are copied as they are. \
      The folder is data that every verb reads. Nothing that exists is replaced.
      """)

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(name: [.short, .customLong("output")], help: "The folder for the shards.")
  var output: String

  @Option(help: "The size from which on another shard is begun, such as 100M (default: 256M).")
  var shardSize: ByteCount?

  @Option(help: "Leave out pictures of more pixels (default: none, as files are copied and not decoded).")
  var maxPixels: Int?

  @Option(help: "Seed of the order of the samples.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    if let maxPixels, maxPixels < 1 {
      throw ValidationError("--max-pixels: expected at least 1, received \(maxPixels)")
    }
  }

  func run() throws {
    let outcome = try PackRun(
      data: data, output: output, shardBytes: shardSize?.bytes ?? 256 << 20,
      limits: maxPixels.map { DecodingLimits(pixels: $0) }, seed: seed, columns: try manifest.columns()
    ).perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(speech.json ? try JSONDocument.text(of: outcome) : outcome.text)
  }
}
