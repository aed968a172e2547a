public import Foundation
public import FoveaDatasets
import FoveaExecution
public import FoveaImages
import FoveaInference

/// A look for what is wrong with labeled images, before a model learns from them; nothing is changed.
public struct CheckRun: Sendable {
  /// The labeled images.
  public let data: String
  /// The folder for `check.html`, `findings.csv` and `check.json`; nil writes nothing.
  public let output: String?
  /// A model, or a run folder that has one, to find which of the images it was trained on; nil looks for none.
  public let model: String?
  /// Threads that decode.
  public let workers: Int
  /// What is refused before it is decoded.
  public let limits: DecodingLimits
  /// Which columns of a manifest are read, and what codes mean.
  public var columns = ManifestColumns.standard
  /// A model whose features are compared, too: they find copies that were cut or lightened, pictures unlike their class, and
  /// labels that the others speak against; nil compares pixels alone.
  public var backbone: BackboneSettings?
  /// Where decoded pixels and features are kept for the next time.
  public var cache = PixelCache(memory: 0)

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    data: String, output: String? = nil, model: String? = nil,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, limits: DecodingLimits = DecodingLimits()
  ) {
    self.data = data
    self.output = output
    self.model = model
    self.workers = workers
    self.limits = limits
  }

  /// Begins on a thread of its own.
  public func start() -> Job<CheckReport> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  ///
  /// - Throws: `CheckError.noDigests` where nobody can tell what `model` was trained on, `TransferError.noFeatures` for a
  ///   backbone without features.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> CheckReport {
    let labeled = try LabeledData(path: data, columns: columns)
    let digests = try model.map { try TrainingDigests(of: $0) }
    for note in labeled.notes { try monitor.warn(.data(note)) }
    let check: DataCheck
    var features: FeatureCheck.Summary?
    if let backbone {
      let (known, found) = try look(at: labeled, by: backbone, monitor)
      (check, features) = (known.adding(found.findings), found.summary)
    } else {
      check = try monitor.phase {
        try DataCheck(labeled, workers: workers, limits: limits) { phase, done, count in
          monitor.advance("\(phase)", done, of: count)
          return !monitor.isCancelled
        }
      }
    }
    let trained = try digests.map { try $0.images(of: labeled, workers: workers, limits: limits, monitor) }
    let report = CheckReport(
      data: labeled, check: check, trained: trained, features: features, limits: limits)
    if let output { try report.write(to: output) }
    return report
  }

  /// Decodes each picture once for both, the check without features and the one with them.
  private func look(
    at labeled: LabeledData, by backbone: BackboneSettings, _ monitor: RunMonitor
  ) throws -> (check: DataCheck, features: FeatureCheck) {
    let source = try TransferSource(backbone, precision: .float32, cache: cache)
    let samples = labeled.all
    let (pixels, facts) = try monitor.phase {
      try PixelStore.looking(
        at: samples, classes: labeled.classes, geometry: source.backbone.preprocessing.geometry,
        limits: limits, workers: workers, isStrict: false, cache: cache
      ) { phase, done in
        monitor.advance(phase.rawValue, done, of: samples.count)
        return !monitor.isCancelled
      }
    }
    let check = try monitor.phase {
      try DataCheck(labeled, facts, workers: workers) { phase, done, count in
        monitor.advance("\(phase)", done, of: count)
        return !monitor.isCancelled
      }
    }
    return (
      check,
      try FeatureCheck(check, labeled, pixels, source, limits: limits, workers: workers, monitor)
    )
  }
}
