import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks

/// A small network for photos in colour whose parameters are drawn: its features still know colours and textures, and where
/// they are.
enum PhotoBackbone {
  static func write(to path: String, side: Int = 64) throws {
    var builder = NetworkBuilder(input: [3, side, side])
    builder.append(.convolution(24, kernelSize: 5, stride: 2), name: "first")
    builder.append(.relu)
    builder.append(.maxPooling(2))
    builder.append(.convolution(32, kernelSize: 3, stride: 2), name: "second")
    builder.append(.relu)
    builder.append(.averagePooling(2))
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    let network = try builder.build()
    try ModelBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: side, height: side, resize: .stretch),
        normalization: Normalization(mean: [0.45, 0.45, 0.45], deviation: [0.25, 0.25, 0.25]),
        layout: .planes),
      classes: ["a", "b", "c"], parameters: network.initialParameters(random: RandomSource(seed: 1)),
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00")
    ).write(to: path)
  }
}

/// The network of the smallest pictures.
enum TinyNetwork {
  static func write(to path: String) throws {
    var builder = NetworkBuilder(input: [1, 12, 12])
    builder.append(.convolution(6, kernelSize: 3, stride: 2), name: "conv")
    builder.append(.relu)
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    let network = try builder.build()
    try ModelBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: 12, height: 12, channels: .gray),
        normalization: Normalization(mean: [0.4], deviation: [0.3]), layout: .planes),
      classes: ["a", "b", "c"], parameters: network.initialParameters(random: RandomSource(seed: 1)),
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00")
    ).write(to: path)
  }
}
