import ArgumentParser
import Fovea

/// `fovea train`: from labeled images to a model and its scores.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn a classifier from labeled images.",
    discussion: """
      DATA is a folder of class folders; a folder with train/, val/ and test/ of class folders; a CSV or JSONL \
      manifest with path,label[,split][,group]; or a folder with IDX files such as Fashion-MNIST's.

      The run folder gets model.safetensors (the best epoch), metrics.json, history.csv, predictions.csv, \
      confusion.csv, per_class.csv, errors.csv, split.csv, config.json and last.safetensors.
      """)

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String?

  @Option(name: [.short, .customLong("output")], help: "The run folder (default: runs/NAME).")
  var output: String?

  @Option(help: "Go on with this run from its last checkpoint; takes everything else from the run.")
  var resume: String?

  @Flag(help: "With --resume: go on though training data changed since.")
  var acceptChangedData = false

  @Option(help: "Minutes between checkpoints within an epoch.")
  var checkpointMinutes = 5.0

  @Flag(help: "Replace the files of an existing run folder.")
  var overwrite = false

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Preprocessing") var preprocessing: PreprocessingOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Decision") var decision: ThresholdOptions
  @OptionGroup(title: "Arithmetic") var kernels: KernelOptions
  @OptionGroup(title: "Pixel cache") var cache: CacheOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Watching") var watching: WatchingOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  func validate() throws {
    guard checkpointMinutes > 0 else {
      throw ValidationError("--checkpoint-minutes: expected a positive number, received \(checkpointMinutes)")
    }
    if resume != nil {
      return try Resumption.requireAlone(CommandLine.arguments.dropFirst(2))
    }
    if data == nil { throw ValidationError("Missing expected argument '<data>'") }
    if acceptChangedData { throw ValidationError("--accept-changed-data: only --resume has data to compare") }
    // Refuse wrong words before the data is opened; how many images there are does not matter for that.
    _ = try recipe.recipe(defaults: .default(for: try network.architecture(), samples: 1))
  }

  func run() throws {
    guard let resume else { return try train(nil) }
    let resumption = try Resumption(path: resume, acceptsChangedData: acceptChangedData)
    try resumption.enter()
    try TrainCommand.parse(resumption.arguments).train(resumption)
  }

  private func train(_ resumption: Resumption?) throws {
    guard let data else { return }
    compute.apply()
    watching.apply()
    let architecture = try network.architecture()
    let folder =
      try resumption?.folder
      ?? RunFolder(output, data: data, model: architecture.name, overwrite: overwrite)
    let run = TrainingRun(
      data: data, folder: folder, architecture: architecture, recipeOptions: recipe,
      preprocessing: preprocessing,
      patch: network.patch, splitOptions: split, thresholdRule: try decision.rule(), cache: cache.cache,
      isStrict: strict,
      workers: compute.workerCount,
      precision: kernels.precision.precision, tuner: kernels.tuner,
      isQuiet: speech.quiet, resumption: resumption, checkpointMinutes: checkpointMinutes,
      observers: TrainingObservers(watching.observers(quiet: speech.quiet)))
    let outcome = try run.perform()
    if speech.json {
      Console.result(try outcome.result.json())
    } else {
      Console.result(outcome.result.textReport())
      Console.result(outcome.summary)
    }
    if outcome.isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
  }
}
