import ArgumentParser
import Fovea

/// `fovea tune`: a recipe for some data.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for a recipe by successive halving.",
    discussion: """
      Many recipes are trained for a few epochs, the better third of them for longer, and so on. Learning rate, weight \
      decay, augmentation and, where there is one (mlp, patch-mlp, cnn, airbench, rnn, lstm, gru), width are searched, apart from those that \
      an option or the recipe file fixes. Only the validation part scores; the test part is not even read.

      The folder gets trials.csv, tune.json and recipe.yaml, which 'fovea train DATA --config' follows.
      """)

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(name: [.short, .customLong("output")], help: "The folder (default: runs/NAME).")
  var output: String?

  @Flag(help: "Replace the files of an existing folder.")
  var overwrite = false

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @Option(help: "Start from this recipe, and leave what it says as it is.")
  var config: String?

  @Option(help: "The most recipes to try, at least 2.")
  var trials = 27

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Preprocessing") var preprocessing: PreprocessingOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Decision") var decision: ThresholdOptions
  @OptionGroup(title: "Arithmetic") var kernels: KernelOptions
  @OptionGroup(title: "Pixel cache") var cache: CacheOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions

  /// The time of the search; `--minutes` of the recipe means the search here.
  private var minutes: Double { recipe.minutes ?? 10 }

  func validate() throws {
    try Minutes.require(minutes)
    if trials < 2 { throw ValidationError("--trials: expected at least 2, received \(trials)") }
    if split.folds != nil, split.fold == nil {
      throw ValidationError("--folds: all recipes are trained on one split; hold out one fold with --fold")
    }
  }

  func run() throws {
    let file = try config.map(RecipeFile.init(contentsOf:)) ?? .empty
    var options = recipe
    options.minutes = nil
    let request = try TrainingRequest(
      file, data: .init(path: data, isStrict: strict, columns: try manifest.columns()), network: network,
      images: preprocessing, split: split, recipe: options, decision: decision, kernels: kernels,
      cache: cache, compute: compute)
    let run = TuneRun(
      request.settings, recipe: request.recipe, minutes: minutes, trials: trials, settled: settled(file),
      folder: try RunFolder(output, data: data, model: "tune", overwrite: overwrite))
    let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    Console.result(try speech.json ? JSONDocument.text(of: outcome) : outcome.text(in: run.folder.path))
    if outcome.isInterrupted { throw ExitCode.interrupted }
  }

  /// What options or the recipe file decided already.
  private func settled(_ file: RecipeFile) -> Set<RecipeSearch.Dimension> {
    var settled: Set<RecipeSearch.Dimension> = []
    if recipe.lr != nil || file.entries["learning_rate"] != nil { settled.insert(.learningRate) }
    if recipe.weightDecay != nil || file.entries["weight_decay"] != nil { settled.insert(.weightDecay) }
    if recipe.augment != nil || file.entries["augmentation"] != nil { settled.insert(.augmentation) }
    if network.hidden != nil || network.width != nil || file.entries["hidden"] != nil
      || file.entries["width"] != nil
    {
      settled.insert(.width)
    }
    return settled
  }
}
