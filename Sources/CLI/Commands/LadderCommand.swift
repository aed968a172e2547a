import ArgumentParser
import Fovea

/// `fovea ladder`: which kind of model is worth its cost on some data.
struct LadderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ladder",
    abstract: "Train models from the simplest to the most expensive, and say which is worth its cost.",
    discussion: """
      Always saying the most frequent class, logistic regression, a multilayer perceptron, a small convolutional network \
      and a residual one are trained on one split, each by its default recipe or, where that takes longer, for its share \
      of the time, or the models that --models names; then a head on the features of a backbone, where one is given or installed. Each is compared with the best simpler one on the same images by McNemar's exact test.

      The folder gets ladder.json, ladder.csv, ladder.html, and the run folder of each model.
      """)

  @Argument(help: "Labeled images: a folder, a manifest, or a folder of IDX files.")
  var data: String

  @Option(help: "Minutes for all of it, reading included.")
  var minutes = 10.0

  @Option(
    help: ArgumentHelp(
      "Train these, from the simplest to the most expensive, such as logistic,lstm,cnn (default: as above).",
      valueName: "a,b"))
  var models: String?

  @Option(name: [.short, .customLong("output")], help: "The folder (default: runs/NAME).")
  var output: String?

  @Flag(help: "Replace the files of an existing folder.")
  var overwrite = false

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  @Option(help: "Seed of the split, the first weights, the order and dropout.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Also learn a head on the features of this model (default: an installed backbone, where that is expected to be better).",
      valueName: "name|file"))
  var backbone: String?

  @Flag(help: "No head on a backbone, though one is installed.")
  var noBackbone = false

  @OptionGroup(title: "Manifest") var manifest: ManifestOptions
  @OptionGroup(title: "Preprocessing") var preprocessing: PreprocessingOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Arithmetic") var kernels: KernelOptions
  @OptionGroup(title: "Pixel cache") var cache: CacheOptions
  @OptionGroup(title: "Machine") var compute: ComputeOptions
  @OptionGroup(title: "Output") var speech: OutputOptions
  @OptionGroup(title: "Output") var opening: OpeningOption

  func validate() throws {
    try Minutes.require(minutes)
    _ = try architectures()
    if backbone != nil, noBackbone { throw ValidationError("--no-backbone: received --backbone as well") }
    if split.folds != nil, split.fold == nil {
      throw ValidationError("--folds: the models share one split; hold out one fold with --fold")
    }
  }

  /// The models that were named; nil for none.
  private func architectures() throws -> [Architecture]? {
    try models.map { names in
      let names = names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
        throw ValidationError("--models: \(name) is named twice")
      }
      return try names.map { name in try asUsage("--models") { try Architecture(named: name) } }
    }
  }

  func run() throws {
    let columns = try manifest.columns()
    let settings = TrainingSettings(
      source: DataSource(
        path: data, images: try preprocessing.settings(), split: try split.settings(), seed: seed,
        isStrict: strict, cache: cache.cache, workers: compute.workerCount,
        maxPixels: compute.maxPixels, columns: columns == .standard ? nil : columns),
      precision: kernels.numbers(), measuresAlgorithms: !kernels.noTuning, threads: compute.threads,
      backbone: noBackbone
        ? nil
        : try backbone.map { try BackboneSettings($0) }
          ?? BackboneSettings.expectedToBeBetter(on: data, columns: columns)
    )
    let run = LadderRun(
      settings, minutes: minutes, architectures: try architectures(),
      folder: try RunFolder(output, data: data, model: "ladder", overwrite: overwrite),
      command: ShellCommand.current)
    guard let ladder = try run.perform(JobConsole(quiet: speech.quiet).monitor) else {
      throw ExitCode.interrupted
    }
    defer { opening.show(run.folder.path + "/ladder.html", quiet: speech.quiet || speech.json) }
    guard !speech.json else { return Console.result(try JSONDocument.text(of: ladder)) }
    Console.result(ladder.textReport())
    Console.result("the table and the run of each model are in \(run.folder.path)")
  }
}

/// A span of time on the command line.
enum Minutes {
  static func require(_ minutes: Double) throws {
    guard minutes.isFinite, minutes > 0, minutes <= 100_000 else {
      throw ValidationError("--minutes: expected a number above 0 and at most 100000, received \(minutes)")
    }
  }
}
