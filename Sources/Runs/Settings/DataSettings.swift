public import FoveaDatasets
public import FoveaImages

/// What was said of the pictures that a network sees; nil leaves it to the images themselves.
public struct ImageSettings: Hashable, Sendable, Codable {
  /// The side in pixels that pictures are brought to; nil keeps a common size of up to 64, and takes 64 for others, or 96
  /// for photos where `cnn` has time for them (`Docs/Defaults.md`).
  public var size: Int?
  /// Nil is gray where every picture that was looked at is gray.
  public var channels: Channels?
  /// How a picture of another aspect ratio fits.
  public var resize: ResizeMode
  /// The resampling filter.
  public var interpolation: Interpolation
  /// How much of a JPEG is decoded.
  public var decoding: Preprocessing.Geometry.Decoding

  /// Makes settings; what is left out stays open, or is as usual.
  public init(
    size: Int? = nil, channels: Channels? = nil, resize: ResizeMode = .crop,
    interpolation: Interpolation = .bilinear, decoding: Preprocessing.Geometry.Decoding = .shrink
  ) {
    self.size = size
    self.channels = channels
    self.resize = resize
    self.interpolation = interpolation
    self.decoding = decoding
  }
}

/// What was said of how data is divided; nil leaves it open.
public struct SplitSettings: Hashable, Sendable, Codable {
  /// The share of the training images that is held out for validation, 0 to 0.9; nil is a tenth, at most 3,000 images.
  public var validation: Double?
  /// The share of all images that is held out for the test, 0 to 0.9; nil is none.
  public var test: Double?
  /// Folds, at least 2, instead of a share.
  public var folds: Int?
  /// The fold that is held out, from 1; nil trains a model for each.
  public var fold: Int?
  /// A regular expression for paths: images whose first parentheses match the same text stay on one side.
  public var groupPattern: String?
  /// Whether damaged files and near-duplicates are looked for first; copies then stay on one side.
  public var isChecked: Bool

  /// Makes settings; what is left out stays open, or is as usual.
  public init(
    validation: Double? = nil, test: Double? = nil, folds: Int? = nil, fold: Int? = nil,
    groupPattern: String? = nil, isChecked: Bool = true
  ) {
    self.validation = validation
    self.test = test
    self.folds = folds
    self.fold = fold
    self.groupPattern = groupPattern
    self.isChecked = isChecked
  }

  /// The fold that is held out; nil where a share is, or each fold in its turn.
  var heldFold: Fold? {
    guard let folds, let fold else { return nil }
    return Fold(fold, of: folds)
  }

  /// How many models are trained, each with another fold held out; nil for one model.
  package var everyFold: Int? { fold == nil ? folds : nil }
}
