public import FoveaDatasets
public import FoveaImages
public import FoveaInference

extension BackboneSettings {
  /// Up to so many training images a head on features is expected to be better than a network from its beginning.
  private static let fewImages = 20_000

  /// The name of the backbone that is taken where several are installed; nil where none is.
  public static func installed(in store: BackboneStore = BackboneStore()) throws(BackboneError) -> String? {
    let names = try store.list().map(\.name)
    return names.contains("efficientnet-lite0") ? "efficientnet-lite0" : names.first
  }

  /// How many images of labeled data are learned from, about.
  public static func trainingImages(
    of path: String, columns: ManifestColumns = .standard
  ) throws -> Int {
    let data = try LabeledData(path: path, columns: columns)
    return (data.parts[.training] ?? []).count + data.unassigned.count
  }

  /// An installed backbone, where it is expected to be better than a network from its beginning: for up to 20,000 training
  /// images that are photos, in colour and larger than 64 pixels; nil elsewhere.
  public static func expectedToBeBetter(
    on path: String, columns: ManifestColumns = .standard, store: BackboneStore = BackboneStore(),
    limits: DecodingLimits = DecodingLimits()
  ) throws -> BackboneSettings? {
    guard let name = try installed(in: store) else { return nil }
    let data = try LabeledData(path: path, columns: columns)
    let training = (data.parts[.training] ?? []) + data.unassigned
    guard !training.isEmpty, training.count <= fewImages,
      GeometryChoice.arePhotos(training, limits: limits)
    else { return nil }
    return try BackboneSettings(store.path(of: name), named: name)
  }

  /// One whose file is known.
  init(_ path: String, named name: String) throws(BackboneError) {
    try self.init(path)
    self.name = name
  }
}
