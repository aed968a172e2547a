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

  @Option(name: .customLong("class"), help: "Learn from this class alone.")
  var className: String?

  @Option(
    help: "Side of the images in pixels, such as 28, 32 or 64 (default: their own, or the nearest that fits)."
  )
  var size: Int?

  @Option(help: "Colours of the images: rgb, gray (default: gray if all images are).")
  var channels: Channels?

  @OptionGroup var place: RunOptions
  @OptionGroup(title: "Networks and recipe") var recipe: AdversarialOptions
  @OptionGroup(title: "Pixel cache") var cache: CacheOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Watching") var watching: WatchingOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    if let size, !(1...4096).contains(size) {
      throw ValidationError("--size: expected 1 to 4096, received \(size)")
    }
    _ = try place.isResuming(hasData: data != nil, verb: ["gan", "train"], others: [])
  }

  func run() throws {
    watching.apply()
    if let resume = place.resume {
      return try perform(AdversarialRun(resuming: resume, acceptsChangedData: place.acceptChangedData))
    }
    let recipe = try recipe.recipe()
    let settings = AdversarialSettings(
      source: DataSource(
        path: data ?? "", images: ImageSettings(size: size, channels: channels), seed: recipe.seed,
        isStrict: place.strict, cache: cache.cache, workers: compute.workerCount,
        maxPixels: compute.maxPixels),
      className: className, recipe: recipe, precision: self.recipe.precision ?? .auto,
      threads: compute.threads, checkpointMinutes: place.checkpointMinutes,
      eventFolder: watching.tensorboard)
    let folder = try RunFolder(place.output, data: data ?? "", model: "gan", overwrite: place.overwrite)
    try perform(AdversarialRun(settings, folder: folder, command: ShellCommand.current))
  }

  private func perform(_ run: AdversarialRun) throws {
    let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    if speech.json {
      Console.result(try JSONDocument.text(of: Summary(run.folder.path, outcome)))
    } else {
      Console.result(outcome.summary.printableLines)
    }
    if outcome.isInterrupted { throw ExitCode.interrupted }
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
