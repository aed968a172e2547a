import Foundation
import FoveaDatasets
import FoveaImages
import FoveaNetworks
import Testing

@testable import FoveaInference

@Suite("Grad-CAM")
struct GradCAMTests {
  private static let side = 16

  private func bundle(
    _ network: Network, classes: Int, parameters: [String: Tensor]
  ) throws -> ModelBundle {
    let preprocessing = try Preprocessing(
      geometry: Preprocessing.Geometry(width: Self.side, height: Self.side, channels: .gray),
      normalization: Normalization(mean: [0.5], deviation: [0.25]), layout: .planes)
    return try ModelBundle(
      network: network, preprocessing: preprocessing, classes: (0..<classes).map { "\($0)" },
      parameters: parameters,
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00"))
  }

  /// Dark noise with a bright patch in the upper right.
  private let picture: Image = {
    var pixels: [UInt8] = []
    for y in 0..<16 {
      for x in 0..<16 { pixels.append(y < 6 && x > 9 ? 240 : UInt8((16 * y + x) * 37 % 60)) }
    }
    return Image(width: 16, height: 16, channels: 1, pixels: pixels)
  }()

  /// Convolution, ReLU, mean over places, one output: the map is known by hand.
  @Test func weightsAreThoseOfTheDerivative() throws {
    var builder = NetworkBuilder(input: [1, 16, 16])
    builder.append(.convolution(3, kernelSize: 3), name: "conv")
    builder.append(.activation(.relu), name: "relu")
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(.linear(1), name: "head")
    let network = try builder.build()
    var parameters = network.initialParameters(random: RandomSource(seed: 3))
    let weights: [Float] = [0.7, -0.4, 0.2]
    parameters["head.weight"] = Tensor([1, 3], weights)
    let bundle = try bundle(network, classes: 2, parameters: parameters)
    let explainer = try Explainer(bundle)
    #expect(explainer.methods == [.gradCAM, .occlusion])
    let map = try explainer.explain(picture, target: 1).heatmap

    // d z / d A_k is weight / places everywhere, so the map is ReLU(Σ weight · A) / places.
    let input = explainer.input(picture.pixels)
    let features = try NetworkRunner(network, parameters: parameters, node: "relu")
    let maps = try features.outputs(of: [input])[0]
    var expected: [Float] = []
    for place in 0..<256 {
      var sum: Float = 0
      for channel in 0..<3 { sum += weights[channel] * maps[channel * 256 + place] }
      expected.append(max(0, sum) / 256)
    }
    let scale = expected.max() ?? 1
    #expect(map.width == 16 && map.height == 16 && scale > 0)
    #expect(zip(map.values, expected).allSatisfy { abs($0 - $1) < 2e-3 * scale })
  }

  @Test("random weights change the map (Adebayo et al., 2018, arXiv:1810.03292)")
  func sanityCheck() throws {
    let network = try Architecture(named: "cnn").network(input: [1, 16, 16], classes: 3)
    let first = try map(of: network, seed: 1)
    let again = try map(of: network, seed: 1)
    #expect(first == again)
    var correlations: [Double] = []
    for seed in 2..<8 {
      correlations.append(abs(rankCorrelation(first.values, try map(of: network, seed: UInt64(seed)).values)))
    }
    // A map that came from the picture alone, as an edge detector's, would not change.
    #expect(correlations.reduce(0, +) / Double(correlations.count) < 0.6, "\(correlations)")
  }

  private func map(of network: Network, seed: UInt64) throws -> Heatmap {
    let bundle = try bundle(
      network, classes: 3, parameters: network.initialParameters(random: RandomSource(seed: seed)))
    return try Explainer(bundle).explain(picture, target: 0, method: .gradCAM).heatmap.resized(
      width: 16, height: 16)
  }

  @Test(arguments: ["lenet", "resnet20", "mobilenet"])
  func everyConvolutionalNetworkHasAMap(name: String) throws {
    guard let architecture = Architecture.all.first(where: { $0.name.hasPrefix(name) }) else {
      Issue.record("no architecture \(name)")
      return
    }
    let network = try architecture.network(input: [1, 32, 32], classes: 4)
    let geometry = Preprocessing.Geometry(width: 32, height: 32, channels: .gray)
    let preprocessing = try Preprocessing(
      geometry: geometry, normalization: Normalization(mean: [0.5], deviation: [0.25]), layout: .planes)
    let bundle = try ModelBundle(
      network: network, preprocessing: preprocessing, classes: ["a", "b", "c", "d"],
      parameters: network.initialParameters(random: RandomSource(seed: 2)),
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00"))
    let explainer = try Explainer(bundle)
    let map = try explainer.explain(picture.resized(width: 32, height: 32)).heatmap
    #expect(map.values.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(map.width > 1)
  }
}
