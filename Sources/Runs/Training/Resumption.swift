import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaFiles
import FoveaTraining

/// A run that was killed or interrupted, and that goes on from its last checkpoint.
struct Resumption {
  let folder: RunFolder
  /// Whether training data may be other than it was.
  let acceptsChangedData: Bool
  let settings: TrainingSettings
  let recipe: Recipe
  let command: String?

  /// Finds out how the run was started.
  ///
  /// - Throws: `ResumptionError` where `path` is no run folder, or one of a version that could not resume.
  init(path: String, acceptsChangedData: Bool) throws {
    let folder = RunFolder(existing: URL(fileURLWithPath: path).path)
    self.folder = folder
    self.acceptsChangedData = acceptsChangedData
    guard let data = FileManager.default.contents(atPath: folder.path(of: .config)) else {
      throw ResumptionError.notARun(path: path)
    }
    if RunKind(config: data) == .adversarial { throw ResumptionError.generatorRun(path: path) }
    guard let stored = try? JSONDecoder().decode(Beginning.self, from: data) else {
      throw ResumptionError.noStart(path: folder.path(of: .config))
    }
    var settings = stored.start.settings
    // What was left open is not chosen again: another version may choose otherwise.
    let geometry = stored.preprocessing.geometry
    if settings.source.images.size == nil, geometry.width == geometry.height {
      settings.source.images.size = geometry.width
    }
    (self.settings, recipe, command) = (settings, stored.recipe, stored.start.command)
  }

  /// Only these parts of `config.json`, so that the rest may change.
  private struct Beginning: Decodable {
    let start: RunConfiguration.Start
    let recipe: Recipe
    let preprocessing: Preprocessing
  }

  /// The algorithms that it chose; measuring them again could choose others.
  ///
  /// On another machine they are measured.
  var tuner: Tuner {
    settings.algorithms.areOfThisMachine ? Tuner(fixed: settings.algorithms) : settings.tuner
  }

  /// Refuses training data that is not what the run began with, unless that was accepted.
  func requireSameData(_ data: DecodedData) throws {
    guard !acceptsChangedData else { return }
    let changes = try PixelDigests(contentsOf: folder.path(of: .digests)).changes(to: data.digests())
    guard changes.isEmpty else { throw ResumptionError.changedData(changes) }
  }

  /// Takes `trainer` to where the run was; a run without a checkpoint starts from its beginning.
  func restore(_ trainer: Trainer, _ data: DecodedData) throws {
    try requireSameData(data)
    let checkpoint = folder.path(of: .last)
    guard FileManager.default.fileExists(atPath: checkpoint) else { return }
    try trainer.restore(from: checkpoint, acceptsOtherData: acceptsChangedData)
  }
}

/// Why a run cannot go on.
public enum ResumptionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A folder without a `config.json` that can be read.
  case notARun(path: String)
  /// The run of a generator, where that of a classifier is needed.
  case generatorRun(path: String)
  /// The run of a classifier, where that of a generator is needed.
  case classifierRun(path: String)
  /// A `config.json` that does not say how the run was started.
  case noStart(path: String)
  /// No list of digests that the training data could be compared with.
  case noDigests(path: String)
  /// The training images that are gone, changed or new, each by its name and what became of it.
  case changedData([String])

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .notARun(let path):
      "\(path): expected a run folder with config.json, received none; give the folder that fovea train wrote"
    case .generatorRun(let path):
      "\(path): expected the run of a classifier, received that of a generator; go on with it by fovea gan train --resume"
    case .classifierRun(let path):
      "\(path): expected the run of a generator, received that of a classifier; go on with it by fovea train --resume"
    case .noStart(let path):
      "\(path): expected how the run was started, received none; it is of another version, or one of the runs of a ladder or of folds: train anew"
    case .noDigests(let path):
      "\(path): expected digests of the training data, received none; to go on without comparing give --accept-changed-data"
    case .changedData(let names):
      "the training data is not what the run began with: \(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? " and \(names.count - 5) more" : ""); restore it, or give --accept-changed-data"
    }
  }
}
