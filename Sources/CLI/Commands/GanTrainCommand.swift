public import ArgumentParser
public import Fovea

extension AdversarialLoss: ExpressibleByArgument {}
extension DCGAN.Normalization: ExpressibleByArgument {}

/// `fovea gan train`: from images to a generator of such images.
struct GanTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn a generator of images, by a discriminator that learns to tell them from real ones.",
    discussion: """
      DATA is anything that fovea train accepts; its training part is learned from, or all of it where it has no parts. A \
      folder with one class folder will do.

      The run folder gets generator.safetensors, samples/0001.png and so on (a sheet after each epoch, always of the same \
      random numbers), history.csv with both losses, the discriminator's accuracy on each side and the spread of the \
      samples, errors.csv, config.json, and last.safetensors, from which --resume goes on.
      """)

  @Argument(help: "Images: a folder of class folders, a manifest, or a folder of IDX files.")
  var data: String?

  @Option(name: [.short, .customLong("output")], help: "The run folder (default: runs/NAME).")
  var output: String?

  @Option(help: "Go on with this run from its last checkpoint; takes everything else from the run.")
  var resume: String?

  @Flag(help: "With --resume: go on though the images changed since.")
  var acceptChangedData = false

  @Flag(help: "Replace the files of an existing run folder.")
  var overwrite = false

  @Option(name: .customLong("class"), help: "Learn from this class alone.")
  var className: String?

  @Option(
    help: "Side of the images in pixels, such as 28, 32 or 64 (default: their own, or the nearest that fits)."
  )
  var size: Int?

  @Option(help: "Colours of the images: rgb, gray (default: gray if all images are).")
  var channels: Channels?

  @Option(help: "Minutes between checkpoints within an epoch.")
  var checkpointMinutes = 5.0

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @OptionGroup(title: "Networks and recipe") var recipe: AdversarialOptions
  @OptionGroup(title: "Pixel cache") var cache: CacheOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var log: LogOptions

  func validate() throws {
    guard checkpointMinutes > 0 else {
      throw ValidationError("--checkpoint-minutes: expected a positive number, received \(checkpointMinutes)")
    }
    if let size, !(1...4096).contains(size) {
      throw ValidationError("--size: expected 1 to 4096, received \(size)")
    }
    if resume != nil {
      if data != nil || output != nil || recipe.isGiven || className != nil || size != nil {
        throw ValidationError(
          "--resume: takes everything from the run, only --accept-changed-data, --quiet, --json and --log-format may stand beside it"
        )
      }
      return
    }
    if data == nil { throw ValidationError("Missing expected argument '<data>'") }
    if acceptChangedData { throw ValidationError("--accept-changed-data: only --resume has data to compare") }
  }

  func run() throws {
    log.apply()
    compute.apply()
    if let resume {
      return try perform(AdversarialRun(resuming: resume, acceptsChangedData: acceptChangedData))
    }
    let recipe = try recipe.recipe()
    let settings = AdversarialSettings(
      source: DataSource(
        path: data ?? "", images: ImageSettings(size: size, channels: channels), seed: recipe.seed,
        isStrict: strict, cache: cache.cache, workers: compute.workerCount),
      className: className, recipe: recipe, precision: self.recipe.precision ?? .auto,
      threads: compute.threads,
      checkpointMinutes: checkpointMinutes)
    let folder = try RunFolder(output, data: data ?? "", model: "gan", overwrite: overwrite)
    try perform(AdversarialRun(settings, folder: folder, command: ShellCommand.current))
  }

  private func perform(_ run: AdversarialRun) throws {
    let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    if speech.json {
      Console.result(try JSONDocument.text(of: Summary(run.folder.path, outcome)))
    } else {
      Console.result(outcome.summary.printableLines)
    }
    if outcome.isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
  }

  private struct Summary: Encodable {
    let run: String
    let classes: [String]
    let conditional: Bool
    let history: [AdversarialEpoch]

    init(_ run: String, _ outcome: AdversarialRun.Outcome) {
      self.run = run
      (classes, conditional) = (outcome.generator.classes, outcome.generator.isConditional)
      history = outcome.history
    }
  }
}
