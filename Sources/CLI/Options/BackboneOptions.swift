import ArgumentParser
import Fovea

/// Which model is learned on, and what is learned.
struct BackboneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Learn on the features of this model: an installed backbone by its name, a model file, or a run folder.",
      valueName: "name|file"))
  var backbone: String?

  @Flag(
    help:
      "Learn a head alone, on features that are computed once: logistic regression, or --hidden layers (default below 5,000 training images)."
  )
  var headOnly = false

  @Flag(help: "Learn a head, and from there all layers, those of the backbone at a tenth of its rate.")
  var fineTune = false

  @Flag(help: "With a head alone: find out how its accuracy grows with the number of images.")
  var learningCurve = false

  @Flag(help: "Train a network from its beginning, though a backbone is installed.")
  var noBackbone = false

  func validate() throws {
    if headOnly && fineTune { throw ValidationError("--head-only, --fine-tune: give one of them") }
    if fineTune && learningCurve {
      throw ValidationError("--learning-curve: learns heads alone, received --fine-tune")
    }
    guard backbone == nil else {
      if noBackbone { throw ValidationError("--no-backbone: received --backbone as well") }
      return
    }
    let given = [
      ("--head-only", headOnly), ("--fine-tune", fineTune), ("--learning-curve", learningCurve),
    ]
    if let option = given.first(where: \.1)?.0, noBackbone {
      throw ValidationError("\(option): takes a backbone, received --no-backbone")
    }
  }

  /// The backbone that is asked for, or that is expected to be better than a network from its beginning; nil for none.
  ///
  /// - Parameters:
  ///   - file: what is said where options are silent.
  ///   - data: labeled images; nil where none are named.
  ///   - isOpen: whether nothing was said of the network, so that one may be taken.
  func settings(
    _ file: RecipeFile, data: String?, columns: ManifestColumns, network: NetworkOptions,
    images: PreprocessingOptions, recipe: RecipeOptions, isOpen: Bool
  ) throws -> BackboneSettings? {
    let isAsked = headOnly || fineTune || learningCurve
    let given = noBackbone ? nil : file.text(backbone, "backbone")?.value
    guard given != nil || (!noBackbone && (isOpen || isAsked)) else { return nil }
    guard let name = try given ?? (isAsked ? BackboneSettings.installed() : nil) else {
      if isAsked {
        throw ValidationError(
          "--backbone: expected a backbone to learn on, none is installed; give a model file, or run Scripts/fetch-backbone"
        )
      }
      guard let data, var settings = try BackboneSettings.expectedToBeBetter(on: data, columns: columns)
      else { return nil }
      settings.method = .headOnly
      Console.note(
        "plan: a head on the features of the installed backbone \(settings.shortName), which few photos are enough for; --no-backbone trains a network from its beginning"
      )
      return settings
    }
    let method =
      try self.method ?? file.word(nil, "method")
      ?? .usual(samples: data.map { try BackboneSettings.trainingImages(of: $0, columns: columns) } ?? 0)
    var settings = try BackboneSettings(
      name, method: method, hidden: network.headWidths(file),
      side: file.wholeNumber(images.imgSize, "img_size")?.value, hasLearningCurve: learningCurve)
    // The digest of a file is that of the backbone that it names.
    if backbone == nil { settings.digest = file.text(nil, "backbone_sha256")?.value }
    try refuse(file, settings)
    try refuse(network.own, "the backbone brings its network")
    try refuse(images.own, "the backbone brings its preprocessing")
    if method == .headOnly {
      if settings.hidden.isEmpty {
        try refuse(
          recipe.ofEpochs,
          "logistic regression on features goes on to convergence and has no epochs; give --hidden or --fine-tune"
        )
      }
      try refuse(recipe.ofPictures, "a head alone is learned from features, not from pictures")
    }
    return settings
  }

  /// What is learned, where an option says so.
  private var method: BackboneSettings.Method? {
    if fineTune { return .fineTune }
    return headOnly || learningCurve ? .headOnly : nil
  }

  /// Refuses settings of a recipe file that mean nothing with a backbone.
  private func refuse(_ file: RecipeFile, _ settings: BackboneSettings) throws {
    let unused = settings.unusedSettings
    for (key, entry) in file.entries.sorted(by: { $0.value.line < $1.value.line }) where entry.value != .null
    {
      if let reason = unused[key] {
        throw ValidationError("\(file.path):\(entry.line): \(key): \(reason); remove the line")
      }
    }
  }

  private func refuse(_ options: [(name: String, isGiven: Bool)], _ reason: String) throws {
    if let option = options.first(where: \.isGiven) { throw ValidationError("\(option.name): \(reason)") }
  }
}

extension NetworkOptions {
  /// What is said of a network that is built.
  var own: [(name: String, isGiven: Bool)] {
    [
      ("--model", model != nil), ("--activation", activation != nil), ("--patch", patch != nil),
      ("--width", width != nil), ("--dropout", dropout != nil), ("--batch-norm", batchNorm != nil),
    ] + sequence.own
  }
}

extension PreprocessingOptions {
  /// What is said of pictures, apart from their size.
  fileprivate var own: [(name: String, isGiven: Bool)] {
    [
      ("--channels", channels != nil), ("--resize", resize != nil),
      ("--interpolation", interpolation != nil), ("--exact-decode", exactDecode != nil),
    ]
  }
}

extension RecipeOptions {
  /// What is said of training in epochs.
  var ofEpochs: [(name: String, isGiven: Bool)] {
    [
      ("--epochs", epochs != nil), ("--minutes", minutes != nil), ("--batch-size", batchSize != nil),
      ("--opt", opt != nil), ("--lr", lr != nil), ("--momentum", momentum != nil),
      ("--weight-decay", weightDecay != nil), ("--sched", sched != nil),
      ("--warmup-epochs", warmupEpochs != nil), ("--loss", loss != nil), ("--smoothing", smoothing != nil),
      ("--sampling", sampling != nil), ("--selection", selection != nil), ("--patience", patience != nil),
      ("--clip-norm", clipNorm != nil),
    ]
  }

  /// What is said of training on pictures.
  var ofPictures: [(name: String, isGiven: Bool)] {
    [
      ("--minutes", minutes != nil), ("--accumulate", accumulate != nil),
      ("--layer-decay", layerDecay != nil),
      ("--ema", ema != nil), ("--stochastic-depth", stochasticDepth != nil), ("--views", views != nil),
      ("--mixup", mixup != nil), ("--cutmix", cutmix != nil),
      ("--progressive-scale", progressiveScale != nil), ("--progressive-share", progressiveShare != nil),
    ]
  }
}
