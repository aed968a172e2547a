import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// What every run folder is begun and ended with, whatever was trained on the data.
struct RunFolderWriter {
  let folder: RunFolder
  private let data: DecodedData
  private let configuration: RunConfiguration
  private let reports: ReportWriter
  private let command: String?

  /// Makes the folder and writes what is decided before training: the configuration, the division, files that cannot be
  /// used.
  ///
  /// - Parameters:
  ///   - isResumed: whether the folder is there already, as the run that goes on has left it.
  ///   - command: what the report names.
  init(
    _ folder: RunFolder, _ data: DecodedData, _ configuration: RunConfiguration, isResumed: Bool,
    command: String?
  ) throws {
    (self.folder, self.data, self.configuration, self.command) = (folder, data, configuration, command)
    if !isResumed { try folder.create() }
    reports = try ReportWriter(folder: folder.path)
    guard !isResumed else { return }
    try data.digests().write(to: folder.path(of: .digests))
    try reports.write(data.issues.problems)
    try data.writeSplit(to: folder.path(of: .split))
    // The last one: a run that has it can go on, whenever it is killed.
    try configuration.write(to: folder.path(of: .config))
  }

  /// What is told when training starts.
  ///
  /// - Parameter history: the epochs of the run that this one continues.
  func facts(history: [Epoch] = []) -> TrainingFacts {
    TrainingFacts(
      folder: folder.path, configuration: configuration, history: history, training: data.training)
  }

  /// Writes the recipe that repeats the run.
  func write(_ recipe: CompleteRecipe) throws {
    try reports.write(Array(try recipe.yaml().utf8), to: RunFolder.File.recipe.rawValue)
  }

  /// Writes the scores and the report.
  ///
  /// - Parameters:
  ///   - advice: what a person should know of choosing by the validation part.
  ///   - fill: adds to the page what is known of the training.
  func finish(
    _ scored: ScoredPart, advice: String?, _ fill: (inout ReportContent) -> Void
  ) throws {
    var content = scored.content()
    content.notes = data.split.notes + content.notes + [advice].compactMap { $0 }
    content.problems = data.issues.problems
    content.counts = data.counts
    content.commands = [command].compactMap { $0 }
    fill(&content)
    try scored.write(content, with: reports)
  }
}

extension RunConfiguration {
  /// What was decided of a training on `data`.
  ///
  /// - Parameter start: what resuming starts from.
  init(
    _ data: DecodedData, model: String, preprocessing: Preprocessing, network: Network, recipe: Recipe,
    precision: Precision, algorithms: KernelChoices, start: Start?, backbone: BackboneSettings?
  ) throws {
    self.init(
      version: Provenance.foveaVersion, engine: "oneDNN \(oneDNNVersion)", data: data.path, model: model,
      classes: data.split.classes,
      samples: Samples(
        training: data.training.count, validation: data.validation.count, test: data.test.count),
      validationShare: data.validationShare, preprocessing: preprocessing, network: network, recipe: recipe,
      threads: Threads.count, precision: precision, algorithms: algorithms,
      dataFingerprint: try data.training.fingerprint(), start: start, backbone: backbone)
  }
}
