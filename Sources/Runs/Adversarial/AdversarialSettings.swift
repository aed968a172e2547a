import Foundation
import FoveaDatasets
import FoveaExecution
public import FoveaTraining

/// What is decided before an adversarial training: `config.json` keeps it, and resuming starts from it.
public struct AdversarialSettings: Hashable, Sendable, Codable {
  /// The images; of a division of them only the training part is looked at.
  public var source: DataSource
  /// The one class that is learned; nil learns all.
  public var className: String?
  /// How both networks are trained.
  public var recipe: AdversarialRecipe
  /// The numbers to train with.
  public var precision: PrecisionChoice
  /// Threads that compute, on which the last bits depend; nil is one a core.
  public var threads: Int?
  /// Minutes between checkpoints within an epoch.
  public var checkpointMinutes: Double
  /// The folder that TensorBoard is pointed at; nil writes no event files.
  public var eventFolder: String?

  /// Makes settings; what is left out is as the command has it.
  public init(
    source: DataSource, className: String? = nil, recipe: AdversarialRecipe = AdversarialRecipe(),
    precision: PrecisionChoice = .auto, threads: Int? = nil, checkpointMinutes: Double = 5,
    eventFolder: String? = nil
  ) {
    self.source = source
    self.className = className
    self.recipe = recipe
    self.precision = precision
    self.threads = threads
    self.checkpointMinutes = checkpointMinutes
    self.eventFolder = eventFolder
  }

  /// Sets the number of threads that compute for the job on this thread.
  func useThreads() { if let threads { Threads.use(threads) } }

  /// The same settings as another process has to follow them: what was left open is what was chosen.
  func settled(_ geometry: Preprocessing.Geometry) -> AdversarialSettings {
    var settings = self
    settings.source = source.anchored()
    settings.eventFolder = eventFolder.map { URL(fileURLWithPath: $0).path }
    settings.source.images.size = geometry.width
    settings.source.images.channels = geometry.channels
    settings.threads = Threads.count
    if precision == .auto { settings.precision = Precision.automatic == .bfloat16 ? .bf16 : .f32 }
    return settings
  }
}

/// Which of the two kinds of training filled a run folder.
enum RunKind: String, Codable {
  case classifier
  case adversarial = "gan"

  /// What a `config.json` says; one that says nothing is of a classifier.
  init(config: Data) {
    struct Named: Decodable { let kind: RunKind }
    self = (try? JSONDecoder().decode(Named.self, from: config))?.kind ?? .classifier
  }
}

/// What the `config.json` of an adversarial training holds.
struct AdversarialConfiguration: Codable {
  var kind = RunKind.adversarial
  let version: String
  let engine: String
  let data: String
  let classes: [String]
  let images: Int
  let preprocessing: Preprocessing
  let dataFingerprint: String
  let start: Start

  struct Start: Codable {
    let settings: AdversarialSettings
    /// The command that the run was started with; nil for one of a library.
    let command: String?
  }

  enum CodingKeys: String, CodingKey {
    case kind, version, engine, data, classes, images, preprocessing, start
    case dataFingerprint = "data_fingerprint"
  }

  /// Reads how a run was started.
  ///
  /// - Throws: `ResumptionError` where `path` is no run folder, that of a classifier, or one that does not say it.
  static func start(of path: String) throws -> (folder: RunFolder, start: Start) {
    let folder = RunFolder(existing: URL(fileURLWithPath: path).path)
    guard let data = FileManager.default.contents(atPath: folder.path(of: .config)) else {
      throw ResumptionError.notARun(path: path)
    }
    guard RunKind(config: data) == .adversarial else { throw ResumptionError.classifierRun(path: path) }
    guard let stored = try? JSONDecoder().decode(AdversarialConfiguration.self, from: data) else {
      throw ResumptionError.noStart(path: folder.path(of: .config))
    }
    return (folder, stored.start)
  }
}
