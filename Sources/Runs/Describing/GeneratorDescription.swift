import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaInference
import FoveaNetworks

/// What `inspect` says of a generator.
struct GeneratorDescription: Encodable {
  let kind = "generator"
  let classes: [String]
  let conditional: Bool
  let latent: Int
  let preprocessing: Preprocessing
  let network: Network
  let parameters: Int
  let multiplyAdds: Int
  let provenance: Provenance

  enum CodingKeys: String, CodingKey {
    case kind, classes, conditional, latent, preprocessing, network, parameters, provenance
    case multiplyAdds = "multiply_adds"
  }

  init(_ bundle: GeneratorBundle) {
    classes = bundle.classes
    conditional = bundle.isConditional
    latent = bundle.input.latent
    preprocessing = bundle.preprocessing
    network = bundle.network
    parameters = bundle.network.parameterCount
    multiplyAdds = bundle.network.multiplyAdds
    provenance = bundle.provenance
  }

  var text: String {
    let geometry = preprocessing.geometry
    let request = conditional ? ", and the class that is asked for" : ""
    var lines = [
      "generator      of \(geometry.width)×\(geometry.height) \(geometry.channels.rawValue) images, from \(latent) random numbers\(request)",
      "classes        \(classes.count): \(classes.joined(separator: ", "))",
      "trained        \(Sentence.count(provenance.trainingSamples, "image")), seed \(provenance.seed), Fovea \(provenance.version), \(provenance.engine)",
    ]
    if let epoch = provenance.epoch { lines.append("weights        an average up to epoch \(epoch)") }
    lines.append("data           SHA-256 \(provenance.dataFingerprint)")
    return lines.joined(separator: "\n") + "\n\n" + network.summary()
  }
}
