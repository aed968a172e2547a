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

      The run folder gets model.safetensors (the epoch that is kept), metrics.json, history.csv, predictions.csv, \
      confusion.csv, per_class.csv, errors.csv, split.csv, recipe.yaml, config.json, and \
      last.safetensors and digests.json, from which --resume goes on.

      With --backbone a head is learned on the features of a model that was trained before, which a few photos of each \
      class are enough for.

      With --folds K and no --fold, K models are trained, each is scored on the fold that it did not see, and the run \
      folder gets the scores of all of them together. What a model chooses, its epoch, temperature and threshold, it \
      chooses by a share of the other folds.
      """)

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String?

  @Option(help: "Follow this recipe, in YAML or JSON; options win over it.")
  var config: String?

  @Flag(help: "Print the complete recipe, each setting with its meaning, and do not train; needs no DATA.")
  var printConfig = false

  @Flag(
    help:
      "Find a learning rate: raise it step by step in one short training, and write CSV and SVG into the run folder."
  )
  var findLr = false

  @OptionGroup var place: RunOptions
  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Backbone") var transfer: BackboneOptions
  @OptionGroup(title: "Preprocessing") var preprocessing: PreprocessingOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Generated images") var synthetic: SyntheticOptions
  @OptionGroup(title: "Decision") var decision: ThresholdOptions
  @OptionGroup(title: "Arithmetic") var kernels: KernelOptions
  @OptionGroup(title: "Pixel cache") var cache: CacheOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Watching") var watching: WatchingOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func validate() throws {
    guard
      try !place.isResuming(
        hasData: data != nil || printConfig, verb: ["train"],
        others: [("--max-pixels", false), ("--open", true)])
    else { return }
    if synthetic.synthetic != nil, findLr || split.folds != nil && split.fold == nil {
      throw ValidationError(
        "--synthetic: joins one training; leave out --find-lr, and --folds without --fold")
    }
    if findLr, split.folds != nil, split.fold == nil {
      throw ValidationError("--find-lr: trains once; hold out one fold with --fold")
    }
  }

  func run() throws {
    watching.apply()
    if let resume = place.resume {
      return try perform(
        TrainingRun(
          resuming: resume, acceptsChangedData: place.acceptChangedData, maxPixels: compute.maxPixels))
    }
    let file = try config.map(RecipeFile.init(contentsOf:)) ?? .empty
    let backbone = try transfer.settings(
      file, data: data, columns: try manifest.columns(), network: network, images: preprocessing,
      recipe: recipe,
      isOpen: config == nil && !printConfig && !findLr && synthetic.synthetic == nil && network.isOpen
        && preprocessing.isOpen && recipe.isOpen)
    if let backbone {
      if synthetic.synthetic != nil {
        throw ValidationError("--synthetic: knows no backbone; leave it or --backbone out")
      }
      if findLr, backbone.method == .headOnly {
        let reason =
          backbone.hidden.isEmpty
          ? "logistic regression on features goes on to convergence and has no learning rate"
          : "sweeps the training of all layers, not that of a head alone"
        throw ValidationError("--find-lr: \(reason); give --fine-tune")
      }
    }
    let request = try TrainingRequest(
      file, data: .init(path: data ?? "", isStrict: place.strict, columns: try manifest.columns()),
      network: network,
      images: preprocessing, split: split, recipe: recipe, decision: decision, kernels: kernels, cache: cache,
      compute: compute, backbone: backbone)
    guard let data, !printConfig else {
      let complete = try CompleteRecipe(request.settings, request.recipe, forData: data)
      return Console.write(try speech.json ? complete.json() : complete.yaml(), to: 1)
    }
    var settings = request.settings
    settings.checkpointMinutes = place.checkpointMinutes
    settings.synthetic = synthetic.images
    settings.eventFolder = watching.tensorboard
    let folder = try RunFolder(
      place.output, data: data, model: backbone?.shortName ?? settings.architecture.name,
      overwrite: place.overwrite)
    if findLr {
      let sweep = try RangeTestRun(settings, recipe: request.recipe, folder: folder)
        .perform(JobConsole(quiet: speech.quiet).monitor)
      return Console.result(try speech.json ? sweep.json() : sweep.text(in: folder.path))
    }
    if let folds = settings.source.split.everyFold {
      return try perform(
        CrossValidationRun(
          settings, recipe: request.recipe, folds: folds, folder: folder, command: ShellCommand.current))
    }
    try perform(
      TrainingRun(settings, recipe: request.recipe, folder: folder, command: ShellCommand.current))
  }

  private func perform(_ run: TrainingRun) throws {
    let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor)
    if speech.json {
      Console.result(try outcome.result.json())
    } else {
      Console.result(outcome.result.textReport())
      if let restated = outcome.result.atPrevalence { Console.result(restated.textReport()) }
      Console.result(outcome.summary.printableLines)
      if !speech.quiet, !outcome.isInterrupted, Console.format == .text { tellNextSteps(run, outcome) }
    }
    if !outcome.isInterrupted {
      opening.show(run.folder.path + "/report.html", quiet: speech.quiet || speech.json)
    }
    if outcome.isInterrupted { throw ExitCode.interrupted }
  }

  private func tellNextSteps(_ run: TrainingRun, _ outcome: TrainingRun.Outcome) {
    let steps = NextSteps(
      outcome.result, history: outcome.history, model: outcome.model, run: run.folder.path,
      mayUseBackbone: run.settings.backbone == nil)
    if let advice = steps.advice { Console.note(advice) }
    for command in steps.commands {
      Console.note(
        "next: fovea \(command.arguments.map(ShellCommand.quoted).joined(separator: " "))   \(command.purpose)"
      )
    }
  }

  private func perform(_ run: CrossValidationRun) throws {
    guard let outcome = try run.perform(JobConsole(quiet: speech.quiet).monitor) else {
      Console.note(
        "interrupted: there is no score of all folds; those that were done are in \(run.folder.path)")
      throw ExitCode.interrupted
    }
    guard !speech.json else { return Console.result(try outcome.result.json()) }
    Console.result(outcome.result.textReport())
    Console.result(outcome.result.headline.text(of: outcome.result.split))
    if let restated = outcome.result.atPrevalence { Console.result(restated.textReport()) }
    Console.result(outcome.scores.textReport())
    Console.result(
      "the scores are in \(run.folder.path), a model for each fold below it; for one model of all images train without --folds"
    )
  }
}
