import FoveaDatasets
import FoveaEvaluation
public import FoveaImages
public import FoveaInference

/// Where in pictures a model sees the class that it names: a picture with a map over it for each, and a page.
public struct ExplanationRun: Sendable {
  /// A model, or a run folder that has one.
  public let model: String
  /// Images and folders of images.
  public let paths: [String]
  /// The folder for the pictures.
  public let output: String
  /// How maps are made; nil is Grad-CAM where the network has convolutions, else occlusion.
  public let method: Explainer.Method?
  /// The class that is explained; nil is the predicted one.
  public let className: String?
  /// At most so many images.
  public let limit: Int
  /// Whether the first file ends the job that cannot be read, or only in part.
  public let isStrict: Bool
  /// What is refused before it is decoded.
  public let limits: DecodingLimits

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    model: String, paths: [String], output: String, method: Explainer.Method? = nil,
    className: String? = nil, limit: Int = 100, isStrict: Bool = false,
    limits: DecodingLimits = DecodingLimits()
  ) {
    self.model = model
    self.paths = paths
    self.output = output
    self.method = method
    self.className = className
    self.limit = limit
    self.isStrict = isStrict
    self.limits = limits
  }

  /// Begins on a thread of its own.
  public func start() -> Job<ExplanationSummary> { Job { try perform($0) } }

  /// Performs all of it on this thread; a file that cannot be read is a warning.
  ///
  /// - Throws: `InferenceError.noFeatureMaps` where the network has none that Grad-CAM needs; `DataError.strict` for the
  ///   first file that `isStrict` does not accept.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> ExplanationSummary {
    let bundle = try ModelBundle(contentsOf: RunFolder.model(at: model))
    let target = try className.map { name in
      guard let index = bundle.classes.firstIndex(of: name) else {
        throw EvaluationError.unknownClass(name, known: bundle.classes)
      }
      return index
    }
    let explainer = try Explainer(bundle, limits: limits)
    if let method, !explainer.methods.contains(method) { throw InferenceError.noFeatureMaps }
    let listing = ImageListing.images(at: paths)
    let folder = try ExplanationFolder(output, bundle: bundle, model: model)
    let shown = min(limit, listing.paths.count)
    try monitor.phase {
      for (number, path) in listing.paths.prefix(limit).enumerated() {
        monitor.advance("\(number) of \(shown) images", nil, of: nil, path)
        try monitor.requireGoingOn()
        try folder.add(path, by: explainer, target: target, method: method)
        if isStrict { try folder.requireWhole() }
      }
    }
    if listing.paths.count > limit { try monitor.note(.explained(limit, of: listing.paths.count)) }
    for issue in listing.issues { folder.add(failure: issue.reason, path: issue.path) }
    if isStrict { try folder.requireWhole() }
    try folder.finish()
    for part in folder.recovered {
      try monitor.warn(.data("\(part.path): only in part: \(part.reason)"))
    }
    for failure in folder.failures {
      try monitor.warn(.data("\(failure.path): \(failure.reason)"))
    }
    return folder.summary
  }
}
