import Foundation
import FoveaNetworks
import TestSupport
import Testing

/// The convolutional architectures: names, shapes and counts as their sources publish them.
struct ArchitectureTests {
  private struct Golden: Decodable {
    let parameters: [String: [Parameter]]

    struct Parameter: Decodable, Hashable {
      let name: String
      let shape: [Int]

      init(name: String, shape: [Int]) { (self.name, self.shape) = (name, shape) }

      init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        name = try pair.decode(String.self)
        shape = try pair.decode([Int].self)
      }
    }
  }

  static func network(
    _ name: String, _ input: Shape, classes: Int = 10
  ) throws -> Network { try Architecture(named: name).network(input: input, classes: classes) }

  @Test(arguments: ["resnet18", "resnet34", "mobilenet-v2", "efficientnet-lite0"])
  func parametersAreThoseOfTorchvisionAndTimm(_ name: String) throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: TestPaths.file("NetworksTests", "Goldens/architectures.json")))
    let expected = try #require(try JSONDecoder().decode(Golden.self, from: data).parameters[name])
    let network = try ArchitectureTests.network(name, [3, 224, 224], classes: 1000)
    let received = network.parameters.map { Golden.Parameter(name: $0.name, shape: $0.shape.dimensions) }
    #expect(Set(received).symmetricDifference(expected).isEmpty)
    #expect(received.count == expected.count)
  }

  /// Published: torchvision's and timm's model cards; He et al., table 6 (0.27 M; 2,752 for the projections).
  @Test(
    arguments: [
      ("resnet18", [3, 224, 224], 1000, 11_689_512), ("resnet34", [3, 224, 224], 1000, 21_797_672),
      ("resnet50", [3, 224, 224], 1000, 25_557_032),
      ("mobilenet-v2", [3, 224, 224], 1000, 3_504_872),
      ("efficientnet-lite0", [3, 224, 224], 1000, 4_652_008),
      ("resnet20", [3, 32, 32], 10, 269_722 + 2752), ("lenet", [1, 28, 28], 10, 61_706),
    ] as [(String, Shape, Int, Int)])
  func parameterCountsArePublished(name: String, input: Shape, classes: Int, count: Int) throws {
    #expect(try ArchitectureTests.network(name, input, classes: classes).parameterCount == count)
  }

  /// Published: timm's results of `tf_efficientnet_lite1` and `lite2`, 5.42 and 6.09 million; exactly those of the checkpoints.
  @Test func efficientNetLitesAreThoseOfTensorFlow() throws {
    for (name, side, count) in [
      ("tf-efficientnet-lite0", 224, 4_652_008), ("tf-efficientnet-lite1", 240, 5_416_680),
      ("efficientnet-lite2", 260, 6_092_072), ("tf-efficientnet-lite2", 260, 6_092_072),
    ] {
      let network = try ArchitectureTests.network(name, [3, side, side], classes: 1000)
      #expect(network.parameterCount == count, "\(name)")
      for node in network.nodes {
        switch node.operation {
        case .convolution(let convolution):
          #expect((convolution.padding == .same) == name.hasPrefix("tf-"), "\(name), \(node.name)")
        case .batchNormalization(let normalization):
          #expect(normalization.epsilon == (name.hasPrefix("tf-") ? 1e-3 : 1e-5), "\(name), \(node.name)")
        default: break
        }
      }
    }
  }

  @Test func settingsOfAnEfficientNetLiteAreKept() throws {
    let old = try JSONDecoder().decode(EfficientNetLite.self, from: Data(#"{"dropout":0.5}"#.utf8))
    #expect(old == EfficientNetLite(dropout: 0.5))
    for architecture in Architecture.importable {
      let data = try JSONEncoder().encode(architecture)
      #expect(try JSONDecoder().decode(Architecture.self, from: data) == architecture)
      #expect(try Architecture(named: architecture.name) == architecture)
      var changed = architecture
      changed.dropout = 0.125
      #expect(changed.name == architecture.name && changed.dropout == 0.125)
    }
    let plain = try JSONEncoder().encode(EfficientNetLite(dropout: 0.5))
    #expect(String(decoding: plain, as: UTF8.self) == #"{"dropout":0.5}"#)
  }

  @Test func multiplyAddsArePublished() throws {
    // torchvision gives 1.814 GFLOPS for resnet18 and 0.301 for mobilenet_v2, of convolutions and linear layers.
    func work(_ name: String) throws -> Int {
      let network = try ArchitectureTests.network(name, [3, 224, 224], classes: 1000)
      return network.nodes.indices.reduce(0) { sum, index in
        let layer = network.nodes[index].operation.layer
        return layer is BatchNormalization
          ? sum : sum + layer.multiplyAdds(for: network.inputShapes(of: index))
      }
    }
    #expect(try work("resnet18") == 1_814_073_344)
    #expect(try work("mobilenet-v2") == 300_774_272)
    // 4.089 GFLOPS.
    #expect(try work("resnet50") == 4_089_184_256)
  }

  @Test(arguments: ["cnn", "resnet9", "resnet20", "resnet18", "mobilenet-v2", "efficientnet-lite0", "lenet"])
  func anyImageFromSixteenPixelsFits(_ name: String) throws {
    for (height, width) in [(16, 16), (17, 31), (28, 28), (48, 48), (49, 50), (96, 64), (224, 224)] {
      for channels in [1, 3] {
        #expect(try ArchitectureTests.network(name, [channels, height, width]).output == [10])
        #expect(try ArchitectureTests.network(name, [channels, height, width], classes: 2).output == [1])
      }
    }
  }

  @Test func theDefaultNetworkGrowsWithTheImage() throws {
    func last(_ side: Int) throws -> Shape {
      let network = try ArchitectureTests.network("cnn", [3, side, side])
      let pool = try #require(network.nodes.firstIndex { $0.name == "pool" })
      return network.inputShapes(of: pool)[0]
    }
    #expect(try last(16) == [128, 4, 4])
    #expect(try last(28) == [128, 7, 7])
    #expect(try last(47) == [128, 11, 11])
    #expect(try last(48) == [256, 6, 6])
    #expect(try last(64) == [128, 8, 8])
    #expect(try last(96) == [256, 6, 6])
  }

  @Test func inputsThatDoNotFitAreRefusedInWords() {
    func message(_ body: () throws(NetworkError) -> Network) -> String {
      do throws(NetworkError) {
        _ = try body()
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message { () throws(NetworkError) in
        try Architecture(named: "cnn").network(input: [1, 15, 28], classes: 2)
      }
        == "architecture 'cnn': expected images of at least 16×16 pixels, received [1, 15, 28]; choose a larger image size"
    )
    #expect(
      message { () throws(NetworkError) in
        try Architecture(named: "resnet18").network(input: [784], classes: 2)
      }
        == "architecture 'resnet18': expected images [C, H, W], received [784]; lay pixels out as planes")
    #expect(
      message { () throws(NetworkError) in try Architecture(named: "resnet").network(input: [784], classes: 2)
      }
        == "no architecture is named 'resnet'; choose one of logistic, mlp, patch-mlp, lenet, cnn, resnet9, resnet20, resnet18, resnet34, mobilenet-v2, efficientnet-lite0, airbench, rnn, lstm, gru"
    )
  }

  @Test func theDefaultNetworkIsAsWideAsItIsAsked() throws {
    var architecture = try Architecture(named: "cnn")
    func channels() throws -> [Int] {
      let network = try architecture.network(input: [3, 96, 96], classes: 10)
      return network.nodes.indices.filter { network.nodes[$0].name.hasSuffix(".conv") }.map {
        network.shapes[$0][0]
      }
    }
    #expect(architecture.width == 1)
    #expect(try channels() == [32, 32, 32, 64, 64, 128, 128, 256, 256])
    architecture.width = 1.5
    architecture.dropout = 0.3
    #expect(try channels() == [48, 48, 48, 96, 96, 192, 192, 384, 384])
    architecture.width = 0.1
    #expect(try channels() == [16, 16, 16, 16, 16, 16, 16, 32, 32])
    // Both settings are kept when the other one changes.
    #expect(architecture.dropout == 0.3 && architecture.width == 0.1)
    architecture = .resnet20(CIFARResNet())
    architecture.width = 2
    #expect(architecture == .resnet20(CIFARResNet()) && architecture.width == nil)
  }

  @Test func airbenchIsAsWideAsItIsAsked() throws {
    func network(_ width: Float, side: Int = 32) throws -> Network {
      try Architecture.airbench(AirbenchNetwork(width: width)).network(input: [3, side, side], classes: 10)
    }
    // The paper says 1.97 million; its normalisations have no scale, which are 1,152 of these, and its stem has a bias.
    #expect(try network(1).parameterCount == 1_972_778)
    let narrow = try network(0.5)
    #expect(narrow.nodes.indices.map { narrow.shapes[$0][0] }.max() == 128)
    #expect(try network(1, side: 16).parameterCount == 1_972_778)
    #expect(throws: NetworkError.self) { try network(1, side: 15) }
  }

  @Test func activationsAreChangedWhereTheyAreNotFixed() throws {
    var architecture = Architecture.airbench(AirbenchNetwork(width: 0.5))
    architecture.activation = .silu
    #expect(architecture == .airbench(AirbenchNetwork(width: 0.5, activation: .silu)))
    let network = try architecture.network(input: [3, 32, 32], classes: 10)
    #expect(network.nodes.count { $0.operation == .activation(.silu) } == 7)
    #expect(!network.nodes.contains { $0.operation == .activation(.relu) })
    architecture = .patchMLP(PatchPerceptron())
    architecture.activation = .tanh
    architecture.hidden = [4]
    architecture.batchNormalization = true
    #expect(
      architecture == .patchMLP(PatchPerceptron(hidden: [4], activation: .tanh, batchNormalization: true)))
    architecture = .lenet(LeNet())
    architecture.activation = .silu
    architecture.hidden = [4]
    #expect(architecture == .lenet(LeNet()))
    #expect(architecture.activation == nil && architecture.hidden == nil)
  }

  @Test func identitiesPassTheirInputsOn() {
    var random = RandomSource(seed: 1)
    let weight = Initializer.identity.tensor([3, 2, 3, 3], random: &random)
    let center = [0, 0, 0, 0, 1, 0, 0, 0, 0] as [Float]
    let nothing = Array(repeating: Float(0), count: 9)
    #expect(Array(weight.elements[..<36]) == center + nothing + nothing + center)
    #expect(weight.elements[36...].allSatisfy { $0 != 0 })
  }

  @Test func dropoutIsAddedBeforeTheHead() throws {
    for var architecture in Architecture.all where architecture.isConvolutional {
      let before = try architecture.network(input: [3, 32, 32], classes: 3)
      architecture.dropout = 0.25
      #expect(architecture.dropout == 0.25)
      let network = try architecture.network(input: [3, 32, 32], classes: 3)
      #expect(network.nodes[network.nodes.count - 2].operation == .dropout(0.25), "\(architecture.name)")
      #expect(network.parameters == before.parameters)
      architecture.dropout = 0
      #expect(
        try !architecture.network(input: [3, 32, 32], classes: 3).nodes.contains {
          $0.operation == .dropout(0)
        })
    }
    var logistic = try Architecture(named: "logistic")
    logistic.dropout = 0.5
    #expect(logistic.dropout == nil)
  }

  @Test func benchmarkNetworksAreThoseOfTheYardstick() throws {
    // sum(p.numel() for p in net.parameters()) of the networks of pytorch_baseline.py.
    let counts: [BenchmarkNetwork: Int] = [
      .cnn28: 467_818, .mlp784: 235_146, .resnet32: 1_228_970, .resnet112: 2_797_610, .rnn28: 21_514,
      .lstm28: 82_186, .gru28: 61_962,
    ]
    for benchmark in BenchmarkNetwork.allCases {
      let network = try benchmark.network()
      #expect(network.input == benchmark.input && network.output == [10])
      #expect(network.parameterCount == counts[benchmark], "\(benchmark)")
    }
  }
}
