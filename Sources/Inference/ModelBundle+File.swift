import FoveaDatasets
import FoveaEvaluation
import FoveaInterchange
import FoveaNetworks

/// One safetensors file, see `BundleFile`; `Docs/ModelFile.md` describes the format.
extension ModelBundle {
  /// Reads a model; every rule of the format, the seal over all bytes, and that the parts belong together are checked.
  ///
  /// - Throws: `InterchangeError` where the file is damaged or is no safetensors file, `InferenceError` where it is
  ///   sound but holds no model of this version.
  public init(contentsOf path: String) throws {
    try self.init(try SafetensorsFile(contentsOf: path), path: path)
  }

  /// The model in a file that has been read.
  init(_ file: SafetensorsFile, path: String) throws {
    self = try BundleFile.read(.classifier, in: file, path: path) {
      (description: Description, parameters) in
      try ModelBundle(
        network: description.network, preprocessing: description.preprocessing, classes: description.classes,
        parameters: parameters, temperature: description.temperature, threshold: description.threshold,
        isThresholdChosen: description.isThresholdChosen ?? true, positive: description.positive,
        views: description.views ?? .single, heldOut: description.heldOut,
        provenance: description.provenance)
    }
  }

  /// Writes the model: the whole new file appears at `path`, or what was there stays.
  public func write(to path: String) throws { try write(to: path, training: nil) }

  /// Writes the model with what training needs to go on, which readers of models leave alone.
  package func write(to path: String, training: TrainingContents?) throws {
    let description = Description(
      network: network, preprocessing: preprocessing, classes: classes, temperature: temperature,
      threshold: threshold, isThresholdChosen: threshold == nil || isThresholdChosen ? nil : false,
      positive: positive, views: views == .single ? nil : views, heldOut: heldOut, provenance: provenance)
    try BundleFile.write(description, parameters, training: training, to: path)
  }

  /// The JSON under the metadata key.
  private struct Description: Codable {
    var format = BundleFile.knownFormat
    let network: Network
    let preprocessing: Preprocessing
    let classes: [String]
    let temperature: Double
    let threshold: Double?
    /// Left out where it is chosen, or there is none.
    let isThresholdChosen: Bool?
    /// Left out where it is the second because nobody named one.
    let positive: String?
    /// Left out where there is a single one.
    let views: ScoringViews?
    let heldOut: HeldOutRecord?
    let provenance: Provenance

    enum CodingKeys: String, CodingKey {
      case format, network, preprocessing, classes, temperature, threshold, positive, views, provenance
      case heldOut = "held_out"
      case isThresholdChosen = "threshold_is_chosen"
    }
  }
}
