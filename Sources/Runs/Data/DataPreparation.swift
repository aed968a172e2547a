import FoveaDatasets

/// Opens the data of a run, decodes and checks it in one pass, and tells what a person should know of it.
struct DataPreparation {
  let labeled: LabeledData
  /// Every readable image, decoded once; parts of the data are views of it.
  let pixels: PixelStore
  /// The share that is held out for validation.
  let validationShare: Double
  private let testShare: Double
  private let geometry: Preprocessing.Geometry
  private let check: DataCheck?
  /// What was decoded and checked of it.
  private let seen: LabeledData
  private let source: DataSource
  let monitor: RunMonitor

  /// The data as it was named.
  var path: String { source.path }

  /// - Parameters:
  ///   - parts: the parts of the data whose images are decoded; those of the others stay unseen.
  ///   - geometry: the size and colours that pictures are brought to; nil follows the settings.
  ///   - takesPhotos: whether so many training images may have the size of photos where the settings leave it open.
  ///   - requireUsable: refuses pictures that a network cannot take, before any of them is decoded.
  init(
    _ source: DataSource, _ monitor: RunMonitor, parts: Set<Part> = Set(Part.allCases),
    geometry given: Preprocessing.Geometry? = nil,
    takesPhotos: (_ samples: Int) throws -> Bool = { _ in false },
    requireUsable: (_ geometry: Preprocessing.Geometry, _ classes: [String]) throws -> Void
  ) throws {
    let settings = source.split
    var labeled = try monitor.phase("listing \(source.path)") { try source.labeled() }
    if source.isStrict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    if let pattern = settings.groupPattern { labeled = try labeled.grouped(by: pattern) }
    let learned = (labeled.parts[.training] ?? []) + labeled.unassigned
    let geometry =
      try given
      ?? GeometryChoice.geometry(
        for: learned, source.images, takesPhotos: takesPhotos(learned.count), limits: source.limits)
    try requireUsable(geometry, labeled.classes)
    let seen = labeled.limited(to: parts)
    let decoder = PartDecoder(
      classes: labeled.classes, geometry: geometry, workers: source.workers, isStrict: source.isStrict,
      monitor: monitor, limits: source.limits, cache: source.cache)
    if settings.isChecked {
      let (pixels, facts) = try decoder.look(at: seen.all)
      self.pixels = pixels
      check = try monitor.phase {
        try DataCheck(seen, facts, workers: source.workers) { phase, done, count in
          monitor.advance("\(phase)", done, of: count)
          return !monitor.isCancelled
        }
      }
    } else {
      pixels = try decoder.decode(seen.all)
      check = nil
    }
    // A file that cannot be read was refused by name when it was decoded.
    let serious = check?.findings.filter {
      $0.kind.isSerious && $0.kind != .unreadable && $0.kind != .truncated
    }
    if source.isStrict, let serious, let first = serious.first {
      throw DataError.findings(
        path: source.path, count: serious.count, first: "\(first.kind.title), \(first.detail)")
    }
    self.labeled = labeled
    self.geometry = geometry
    self.seen = seen
    self.source = source
    self.monitor = monitor
    validationShare = settings.validation ?? labeled.defaultValidationShare
    testShare = settings.test ?? 0
  }

  /// The division of the data; with `fold` that one is held out instead of a share.
  ///
  /// - Parameter inner: takes the fold for the test, and this share of the others for validation.
  func split(holding fold: Fold? = nil, inner: Double? = nil) throws -> DataSplit {
    try monitor.phase("dividing \(labeled.path)") {
      try labeled.split(
        validation: validationShare, test: testShare, seed: source.seed, fold: fold, inner: inner,
        copies: check?.copies ?? .none)
    }
  }

  /// Tells what was found, and how `split` divides it.
  func announce(_ split: DataSplit, folds: Int? = nil) throws {
    for note in labeled.notes + split.notes { try monitor.warn(.data(note)) }
    try monitor.warn(of: labeled.issues)
    if let check { try monitor.note(.checked(CheckReport(data: seen, check: check).advice)) }
    try monitor.note(
      .divided(
        path: labeled.path, classes: split.classes.count, training: split.training.count,
        validation: split.validation.count, test: split.test.count, folds: folds, width: geometry.width,
        height: geometry.height))
  }
}

extension LabeledData {
  /// A tenth, but no more than 3,000 images: from there on the 95 % interval of the accuracy is within ±2 %, and
  /// more images serve better to learn from.
  package var defaultValidationShare: Double {
    min(0.1, 3000 / Double(max(1, unassigned.count + (parts[.training]?.count ?? 0))))
  }
}
