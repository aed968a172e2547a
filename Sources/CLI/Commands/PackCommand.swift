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

  private struct Summary: Encodable {
    let shards: [String]
    let packed: Int
    let failed: Int
  }

  func validate() throws {
    if let maxPixels, maxPixels < 1 {
      throw ValidationError("--max-pixels: expected at least 1, received \(maxPixels)")
    }
  }

  func run() throws {
    let labeled = try LabeledData(path: data, columns: manifest.columns())
    for note in labeled.notes { Console.warning(note) }
    try FileSystem.makeFolder(output)
    let packer = ShardPacker(
      folder: output, shardBytes: shardSize?.bytes ?? 256 << 20,
      limits: maxPixels.map { DecodingLimits(pixels: $0) })
    let interruption = Interruption()
    var outcome = ShardPacker.Outcome()
    outcome.issues = labeled.issues
    var line = ProgressLine(quiet: speech.quiet)
    defer { line.clear() }
    for (name, samples) in Part.allCases.map({ ($0.rawValue, labeled.parts[$0] ?? []) })
      + [("data", labeled.unassigned)]
    {
      var (shuffled, random) = (samples, RandomSource(seed: seed).stream("pack " + name))
      shuffled.shuffle(using: &random)
      try packer.pack(shuffled, classes: labeled.classes, prefix: name, into: &outcome) { done in
        line.update("packing \(name): \(done) of \(samples.count) images")
        return !interruption.isRequested
      }
    }
    line.clear()
    for line in RunWarning.list(outcome.issues) { Console.warning(line.description) }
    let summary = Summary(
      shards: outcome.files, packed: outcome.packed, failed: outcome.issues.count { !$0.kind.isUsed })
    Console.result(
      speech.json
        ? try JSONDocument.text(of: summary)
        : "\(Sentence.count(summary.packed, "image")) in \(Sentence.count(summary.shards.count, "shard")), \(TextNumber.count(summary.failed)) could not be packed"
    )
  }
}
