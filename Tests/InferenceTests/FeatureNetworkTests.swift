import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

/// A small network with a pooled vector of features, whose parameters are drawn.
enum TinyBackbone {
  static func bundle(side: Int = 8, dropout: Float = 0, seed: UInt64 = 4, classes: Int = 3) throws
    -> ModelBundle
  {
    var builder = NetworkBuilder(input: [1, side, side])
    builder.append(.convolution(6, kernelSize: 3, padding: .symmetric(1)), name: "conv")
    builder.append(.relu, name: "relu")
    builder.append(.globalAveragePooling, name: "pool")
    if dropout > 0 { builder.append(.dropout(dropout), name: "drop") }
    builder.append(.linear(classes == 2 ? 1 : classes), name: "head")
    let network = try builder.build()
    return try ModelBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: side, height: side, channels: .gray),
        normalization: Normalization(mean: [0.5], deviation: [0.25]), layout: .planes),
      classes: (0..<classes).map { "class \($0)" },
      parameters: network.initialParameters(random: RandomSource(seed: seed)),
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00"))
  }

  static func pictures(_ count: Int, side: Int = 8) -> [Image] {
    (0..<count).map { number in
      Image(
        width: side, height: side, channels: 1,
        pixels: (0..<side * side).map { UInt8(($0 * (number + 3) * 7) % 251) })
    }
  }

  static func store(_ pictures: [Image], side: Int = 8) throws -> PixelStore {
    try PixelStore(
      images: pictures, labels: pictures.indices.map { $0 % 2 }, classes: ["a", "b"],
      geometry: Preprocessing.Geometry(width: side, height: side, channels: .gray))
  }
}

@Suite("Models without their head")
struct FeatureNetworkTests {
  /// The logits of the file are the features times the weights of the head, and its bias.
  @Test(arguments: [0, Float(0.3)])
  func theModelOfAHeadIsTheFeaturesAndTheHead(dropout: Float) throws {
    let backbone = try FeatureNetwork(TinyBackbone.bundle(dropout: dropout), path: "b")
    #expect(backbone.width == 6 && backbone.headName == "head")
    #expect(backbone.network.nodes.map(\.name) == ["conv", "relu", "pool"])
    let head = FeatureHead([
      .init(weight: (0..<24).map { Float($0 % 5) - 2 }, bias: [0.5, -1, 0, 2]),
      .init(weight: [1, -2, 0.5, 1], bias: [0.25]),
    ])
    let provenance = try TinyBackbone.bundle().provenance
    let model = try backbone.model(head, classes: ["a", "b"], provenance: provenance)
    #expect(model.network.nodes.contains { $0.name == "drop" } == (dropout > 0))
    let store = try TinyBackbone.store(TinyBackbone.pictures(5))
    let features = try FeatureSource(backbone, precision: .float32, cacheFolder: nil).features(of: store)
    let logits = head.logits(of: features)
    var byHand: [Double] = []
    for row in 0..<5 {
      let x = features[row].map(Double.init)
      let hidden = (0..<4).map { output in
        max(
          0,
          (0..<6).reduce(Double(head.layers[0].bias[output])) {
            $0 + Double(head.layers[0].weight[output * 6 + $1]) * x[$1]
          })
      }
      byHand.append((0..<4).reduce(0.25) { $0 + Double(head.layers[1].weight[$1]) * hidden[$1] })
    }
    expectClose(logits, byHand, .rounding, "logits of the head")
    let predictions = try Evaluator(model).predict(store, part: "all")
    let expected = try model.predictions(logits: logits, labels: store.samples.map(\.label))
    expectClose(
      predictions.probabilities, expected.probabilities.map(Double.init), .chain, "probabilities of the file")
  }

  @Test func calibratingByLogitsIsCalibratingByPixels() throws {
    let backbone = try FeatureNetwork(TinyBackbone.bundle(), path: "b")
    let head = FeatureHead([.init(weight: [3, -2, 5, -4, 1, 2], bias: [-0.5])])
    let model = try backbone.model(head, classes: ["a", "b"], provenance: TinyBackbone.bundle().provenance)
    let store = try TinyBackbone.store(TinyBackbone.pictures(40))
    let features = try FeatureSource(backbone, precision: .float32, cacheFolder: nil).features(of: store)
    let byLogits = try model.calibrated(
      logits: head.logits(of: features), labels: store.samples.map(\.label), threshold: .f1)
    let byPixels = try model.calibrated(on: store, threshold: .f1)
    #expect(abs(byLogits.temperature - byPixels.temperature) < 1e-3 * byPixels.temperature)
    #expect(byLogits.heldOut?.samples == 40 && byLogits.heldOut?.accuracy == byPixels.heldOut?.accuracy)
    #expect(byLogits.threshold != nil)
  }

  @Test func theDigestIsOfAllThatFeaturesDependOn() throws {
    let digest = try FeatureNetwork(TinyBackbone.bundle(), path: "b").digest
    #expect(try FeatureNetwork(TinyBackbone.bundle(), path: "elsewhere").digest == digest)
    // Another head changes no feature.
    #expect(try FeatureNetwork(TinyBackbone.bundle(dropout: 0.5, classes: 2), path: "b").digest == digest)
    #expect(try FeatureNetwork(TinyBackbone.bundle(seed: 5), path: "b").digest != digest)
    #expect(try FeatureNetwork(TinyBackbone.bundle(), path: "b", side: 12).digest != digest)
  }

  @Test func picturesOfAnotherSize() throws {
    let larger = try FeatureNetwork(TinyBackbone.bundle(), path: "b", side: 12)
    #expect(larger.preprocessing.geometry.width == 12 && larger.network.input == [1, 12, 12])
    var builder = NetworkBuilder(input: [1, 8, 8])
    builder.append(.convolution(2, kernelSize: 5, padding: .valid), name: "conv")
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    let network = try builder.build()
    let bundle = try ModelBundle(
      network: network, preprocessing: TinyBackbone.bundle().preprocessing, classes: ["a", "b", "c"],
      parameters: network.initialParameters(random: RandomSource(seed: 1)),
      provenance: TinyBackbone.bundle().provenance)
    #expect(try FeatureNetwork(bundle, path: "b").width == 32)
    // Smaller than the window.
    #expect(throws: NetworkError.self) { _ = try FeatureNetwork(bundle, path: "b", side: 4) }
    #expect(try FeatureNetwork(bundle, path: "b", side: 12).width == 128)
  }

  @Test func aModelWithoutFeaturesIsRefused() throws {
    let network = try Architecture(named: "logistic").network(input: [64], classes: 3)
    let bundle = try ModelBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: 8, height: 8, channels: .gray),
        normalization: Normalization(mean: [0.5], deviation: [0.25]), layout: .flatten),
      classes: ["a", "b", "c"], parameters: network.initialParameters(random: RandomSource(seed: 1)),
      provenance: TinyBackbone.bundle().provenance)
    let error = #expect(throws: TransferError.self) { _ = try FeatureNetwork(bundle, path: "m.safetensors") }
    #expect(
      error?.description
        == "m.safetensors: expected a model that ends in a linear layer on a vector of features, received one without; take another backbone"
    )
    #expect(
      TransferError.changedBackbone(path: "m").description
        == "m: expected the backbone that the run began with, received one of other weights or preprocessing; restore it, or train anew into another folder, by a recipe without backbone_sha256"
    )
    #expect(
      TransferError.fixedSize(path: "m", width: 8, height: 6).description
        == "m: expected a network whose features are pooled, received one for pictures of 8×6 only; leave out --img-size"
    )
  }
}
