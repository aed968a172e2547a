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
  var data: String

  @Option(name: [.short, .customLong("output")], help: "The run folder (default: runs/NAME).")
  var output: String?

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
    // Refuse wrong words before the data is opened; how many images there are does not matter for that.
    _ = try recipe.recipe(defaults: .default(for: try network.architecture(), samples: 1))
  }

  func run() throws {
    compute.apply()
    watching.apply()
    let architecture = try network.architecture()
    let folder = try RunFolder(output, data: data, model: architecture.name, overwrite: overwrite)
    let run = TrainingRun(
      data: data, folder: folder, architecture: architecture, recipeOptions: recipe,
      preprocessing: preprocessing,
      patch: network.patch, splitOptions: split, thresholdRule: try decision.rule(), cache: cache.cache,
      isStrict: strict,
      workers: compute.workerCount,
      precision: kernels.precision.precision, tuner: kernels.tuner,
      isQuiet: speech.quiet,
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
