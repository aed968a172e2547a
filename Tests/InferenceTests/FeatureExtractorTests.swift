import FoveaDatasets
import FoveaExecution
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("Features")
struct FeatureExtractorTests {
  private static func bundle(_ network: Network) throws -> ModelBundle {
    try ModelBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: 8, height: 8, channels: .gray),
        normalization: Normalization(mean: [0.5], deviation: [0.25]),
        layout: network.input.rank == 1 ? .flatten : .planes),
      classes: ["a", "b", "c"], parameters: network.initialParameters(random: RandomSource(seed: 4)),
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00"))
  }

  private static let pictures = (0..<3).map { number in
    Image(width: 8, height: 8, channels: 1, pixels: (0..<64).map { UInt8(($0 * (number + 3) * 7) % 251) })
  }

  /// What the head makes of the features are the logits of the model.
  @Test func theHeadOfTheFeaturesIsTheOutput() throws {
    var builder = NetworkBuilder(input: [1, 8, 8])
    builder.append(.convolution(4, kernelSize: 3), name: "conv")
    builder.append(.activation(.relu), name: "relu")
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(.linear(3), name: "head")
    let bundle = try Self.bundle(builder.build())
    let extractor = try FeatureExtractor(bundle)
    #expect(extractor.node == "pool" && extractor.shape == [4])
    let features = try extractor.features(of: Self.pictures)
    let probabilities = try Classifier(bundle).classify(Self.pictures).map(\.probabilities)
    let (weight, bias) = (
      try #require(bundle.parameters["head.weight"]), try #require(bundle.parameters["head.bias"])
    )
    for (vector, expected) in zip(features, probabilities) {
      #expect(vector.count == 4)
      let logits = (0..<3).map { row in
        (0..<4).reduce(bias.elements[row]) { $0 + weight.elements[row * 4 + $1] * vector[$1] }
      }
      let found = logits.withUnsafeBufferPointer { bundle.probabilities(logits: $0) }
      expectClose(found, expected.map { Double($0) }, .chain, "probabilities from features")
    }
    let maps = try FeatureExtractor(bundle, node: "relu")
    #expect(maps.shape.rank == 3)
    #expect(try maps.features(of: Self.pictures)[2].count == maps.shape.count)
  }

  @Test func whatIsNotThereIsSaid() throws {
    let bundle = try Self.bundle(Architecture(named: "logistic").network(input: [64], classes: 3))
    let none = #expect(throws: InferenceError.self) { _ = try FeatureExtractor(bundle) }
    #expect(
      none?.description
        == "features: expected a network with hidden layers, received one layer that reads the picture itself; name a node"
    )
    let unknown = #expect(throws: ExecutionError.self) { _ = try FeatureExtractor(bundle, node: "relu") }
    #expect(unknown?.description.hasPrefix("the network has no node 'relu'; it has ") == true)
  }
}
