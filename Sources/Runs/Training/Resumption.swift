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
    guard let stored = try? JSONDecoder().decode(Beginning.self, from: data) else {
      throw ResumptionError.noStart(path: folder.path(of: .config))
    }
    (settings, recipe, command) = (stored.start.settings, stored.recipe, stored.start.command)
  }

  /// Only these parts of `config.json`, so that the rest may change.
  private struct Beginning: Decodable {
    let start: RunConfiguration.Start
    let recipe: Recipe
  }

  /// The algorithms that it chose; measuring them again could choose others.
  ///
  /// On another machine they are measured.
  var tuner: Tuner {
    settings.algorithms.areOfThisMachine ? Tuner(fixed: settings.algorithms) : settings.tuner
  }

  /// Takes `trainer` to where the run was; a run without a checkpoint starts from its beginning.
  func restore(_ trainer: Trainer, _ data: DecodedData) throws {
    if !acceptsChangedData {
      let changes = try PixelDigests(contentsOf: folder.path(of: .digests)).changes(to: data.digests())
      guard changes.isEmpty else { throw ResumptionError.changedData(changes) }
    }
    let checkpoint = folder.path(of: .last)
    guard FileManager.default.fileExists(atPath: checkpoint) else { return }
    try trainer.restore(from: checkpoint, acceptsOtherData: acceptsChangedData)
  }
}

/// A digest of the decoded pixels of every training sample, by its name: what of the data is no longer the same.
struct PixelDigests: Codable {
  private let pixels: [String: String]

  /// - Parameter onProgress: called now and then with how many samples are done.
  init(_ store: PixelStore, onProgress: (Int) -> Void = { _ in }) throws {
    var pixels: [String: String] = [:]
    for (index, sample) in store.samples.enumerated() {
      pixels[sample.name] = store.classes[sample.label] + " " + (try store.digest(index))
      onProgress(index + 1)
    }
    self.pixels = pixels
  }

  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path),
      let digests = try? JSONDecoder().decode(PixelDigests.self, from: data)
    else { throw ResumptionError.noDigests(path: path) }
    self = digests
  }

  func write(to path: String) throws { try JSONDocument.write(self, to: path) }

  /// What has become of each sample that is not as it was, by name.
  func changes(to others: PixelDigests) -> [String] {
    let now = others.pixels
    let known = pixels.compactMap { name, digest -> String? in
      guard let current = now[name] else { return "\(name) (gone or unreadable)" }
      return current == digest ? nil : "\(name) (changed)"
    }
    return (known + now.keys.filter { pixels[$0] == nil }.map { "\($0) (new)" }).sorted()
  }
}

/// Why a run cannot go on.
public enum ResumptionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A folder without a `config.json` that can be read.
  case notARun(path: String)
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
    case .noStart(let path):
      "\(path): expected how the run was started, received none; it is of another version, or one of the runs of a ladder or of folds: train anew"
    case .noDigests(let path):
      "\(path): expected digests of the training data, received none; to go on without comparing give --accept-changed-data"
    case .changedData(let names):
      "the training data is not what the run began with: \(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? " and \(names.count - 5) more" : ""); restore it, or give --accept-changed-data"
    }
  }
}
