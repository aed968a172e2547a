import FoveaDatasets
import FoveaInterchange
import FoveaNetworks

/// One safetensors file, see `BundleFile`.
extension GeneratorBundle {
  /// Reads a generator; every rule of the format, the seal over all bytes, and that the parts belong together are checked.
  ///
  /// - Throws: `InterchangeError` where the file is damaged or is no safetensors file, `InferenceError` where it is sound but
  ///   holds no generator of this version.
  public init(contentsOf path: String) throws {
    try self.init(try SafetensorsFile(contentsOf: path), path: path)
  }

  /// The generator in a file that has been read.
  init(_ file: SafetensorsFile, path: String) throws {
    self = try BundleFile.read(.generator, in: file, path: path) { (description: Description, parameters) in
      try GeneratorBundle(
        network: description.network, preprocessing: description.preprocessing,
        classes: description.classes, isConditional: description.conditional,
        provenance: description.provenance, parameters: parameters)
    }
  }

  /// Writes the generator: the whole new file appears at `path`, or what was there stays.
  public func write(to path: String) throws { try write(to: path, training: nil) }

  /// Writes the generator with what training needs to go on, which readers of generators leave alone.
  package func write(to path: String, training: TrainingContents?) throws {
    let description = Description(
      network: network, preprocessing: preprocessing, classes: classes, conditional: isConditional,
      provenance: provenance)
    try BundleFile.write(description, parameters, training: training, to: path)
  }

  /// The JSON under the metadata key.
  private struct Description: Codable {
    var format = BundleFile.knownFormat
    var kind = BundleFile.Kind.generator
    let network: Network
    let preprocessing: Preprocessing
    let classes: [String]
    let conditional: Bool
    let provenance: Provenance
  }
}
