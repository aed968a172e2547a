import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaInference
import FoveaNetworks

/// Models that are to be scored on the same images.
final class Contest {
  private(set) var notes: [String]
  private let entrants: [Entrant]
  private let samples: [Sample]
  /// Names of the classes of the data; labels of `samples` are positions in it.
  private let classes: [String]
  private let part: String
  private let selection: PartSelection?
  private let issues: Int
  private let workers: Int
  private let limits: DecodingLimits
  private let monitor: RunMonitor
  private var shown: PixelStore?

  private struct Entrant {
    let name: String
    let bundle: ModelBundle
    let fileSize: Int
  }

  /// Opens models and data, and leaves out the images of classes that not every model has.
  init(
    models: [String], data: String, columns: ManifestColumns, split: PartSelection?, positive: String?,
    workers: Int, limits: DecodingLimits, _ monitor: RunMonitor
  ) throws {
    self.limits = limits
    let isNamed = positive != nil
    var positive = positive
    entrants = try models.map { name in
      let path = RunFolder.model(at: name)
      var bundle = try ModelBundle(contentsOf: path)
      if positive == nil { positive = bundle.positiveClass }
      // That of another model may be none of this one's; what was named has to be.
      if let positive, isNamed || (bundle.classes.count == 2 && bundle.classes.contains(positive)) {
        bundle = try bundle.naming(positive: positive)
      }
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      return Entrant(name: name, bundle: bundle, fileSize: size ?? 0)
    }
    let labeled = try LabeledData(path: data, minimumClasses: 1, columns: columns)
    let choice = try PartChoice(split, of: labeled)
    var notes = labeled.notes
    var isCommon = Array(repeating: true, count: labeled.classes.count)
    for entrant in entrants {
      let known = Set(entrant.bundle.classes)
      let missing = labeled.classes.filter { !known.contains($0) }
      if missing.count == labeled.classes.count {
        throw InferenceError.noCommonClass(model: entrant.bundle.classes, data: labeled.classes)
      }
      if !missing.isEmpty {
        notes.append(
          "\(entrant.name) lacks the \(missing.count == 1 ? "class" : "classes") \(missing.joined(separator: ", "))"
        )
      }
      for (index, name) in labeled.classes.enumerated() where !known.contains(name) {
        isCommon[index] = false
      }
    }
    samples = choice.samples.filter { isCommon[$0.label] }
    let leftOut = choice.samples.count - samples.count
    if leftOut > 0 {
      notes.append(
        "\(Sentence.count(leftOut, "image")) of classes that not every model has \(leftOut == 1 ? "is" : "are") left out"
      )
    }
    if isNamed, let positive { notes.append("thresholds are of '\(positive)', the positive class") }
    classes = labeled.classes
    part = choice.name
    selection = split
    issues = labeled.issues.count { !$0.kind.isUsed }
    self.notes = notes
    self.workers = workers
    self.monitor = monitor
  }

  /// Scores every model.
  ///
  /// Images are decoded once for models that see them in the same size and colours.
  func comparison() throws -> ModelComparison {
    let stores = try unseen(Set(entrants.map(\.bundle.preprocessing.geometry)))
    var entries: [ModelComparison.Entry] = []
    var answers: [Predictions] = []
    var thresholds: [Double?] = []
    var readable: [Sample] = []
    for entrant in entrants {
      guard let store = stores[entrant.bundle.preprocessing.geometry] else { continue }
      shown = shown ?? store
      readable = store.samples
      let evaluator = try Evaluator(entrant.bundle)
      let match = try evaluator.match(classes)
      let labels = store.samples.map { match.modelIndex[$0.label] ?? 0 }
      let predictions = try evaluator.predict(store, labels: labels, part: part)
      // A second time for the clock: the first one has made the kernels.
      let start = monotonicSeconds()
      _ = try evaluator.predict(store, labels: labels, part: part)
      let seconds = monotonicSeconds() - start
      let (oriented, rule) = try entrant.bundle.oriented(predictions)
      let result = try EvaluationResult.Analysis(oriented, rules: SampleRules(rule))
        .result(split: part, errors: issues + store.issues.count { !$0.kind.isUsed })
      entries.append(
        ModelComparison.Entry(
          name: entrant.name, parameters: entrant.bundle.network.parameterCount, fileSize: entrant.fileSize,
          imagesPerSecond: Double(store.count) / max(seconds, 1e-9), result: result))
      thresholds.append(entrant.bundle.classes.count == 2 ? entrant.bundle.threshold ?? 0.5 : nil)
      answers.append(predictions)
    }
    let common = Set(readable.map(\.label)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: common.enumerated().map { ($1, $0) })
    return ModelComparison(
      split: part, classes: common.map { classes[$0] }, names: readable.map(\.name),
      labels: readable.map { positions[$0.label] ?? 0 }, notes: notes, entries: entries,
      predictions: answers, thresholds: thresholds)
  }

  /// The images in each geometry, without those that a model was trained on: the others are fair to all.
  private func unseen(
    _ geometries: Set<Preprocessing.Geometry>
  ) throws -> [Preprocessing.Geometry: PixelStore] {
    var stores: [Preprocessing.Geometry: PixelStore] = [:]
    for geometry in geometries { stores[geometry] = try decoded(geometry) }
    // A file that vanished between two readings belongs to none.
    let common = stores.values.map { Set($0.samples.map(\.name)) }.reduce(nil as Set<String>?) {
      $0?.intersection($1) ?? $1
    }
    stores = stores.mapValues { store in
      let places = store.samples.indices.filter { common?.contains(store.samples[$0].name) ?? true }
      return places.count == store.count ? store : PixelStore(viewing: store, places)
    }
    guard selection != .train else { return stores }
    var seen: Set<String> = []
    for entrant in entrants {
      guard let store = stores[entrant.bundle.preprocessing.geometry] else { continue }
      let positions = try UnseenImages.seen(in: store, by: entrant.name, monitor)
      guard !positions.isEmpty else { continue }
      seen.formUnion(positions.map { store.samples[$0].name })
      notes.append("\(entrant.name) was trained on \(positions.count) of these \(store.count) images")
    }
    guard !seen.isEmpty else { return stores }
    let isKept =
      selection == .all || stores.values.contains { $0.samples.allSatisfy { seen.contains($0.name) } }
    notes.append(
      isKept
        ? "images that a model was trained on are scored as well: its scores are too good"
        : "images that any of them was trained on are left out: the others are fair to all")
    guard !isKept else { return stores }
    return stores.mapValues { store in
      PixelStore(viewing: store, store.samples.indices.filter { !seen.contains(store.samples[$0].name) })
    }
  }

  /// The picture of a sample by its name.
  func thumbnail(_ name: String, _ side: Int) -> [UInt8]? {
    guard let shown, let index = shown.samples.firstIndex(where: { $0.name == name }) else { return nil }
    return Thumbnail.file(of: shown, sample: index, side: side)
  }

  private func decoded(_ geometry: Preprocessing.Geometry) throws -> PixelStore {
    let decoder = PartDecoder(
      classes: classes, geometry: geometry, workers: workers, isStrict: false, monitor: monitor,
      limits: limits)
    return try decoder.decode(samples)
  }
}
