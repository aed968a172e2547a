import Foundation
import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Whole architectures against torchvision and timm: the same weights give the same results and gradients.
struct ArchitectureGoldenTests {
  private struct Golden: Decodable {
    let results: [Result]
  }

  private struct Result: Decodable {
    let architecture: String
    let batch: Int
    let side: Int
    let classes: Int
    let inferred: [Double]
    let losses: [Double]
    /// Sum and norm of each.
    let gradients: [String: [Double]]
  }

  /// The shares are of the norms of gradients: normalisation over few pixels magnifies the rounding of tens of
  /// layers; PyTorch's own single precision is 1e-4, 2e-3 and 7e-6 away from its double precision.
  @Test(arguments: [("resnet18", 2e-3), ("mobilenet-v2", 2e-2), ("efficientnet-lite0", 2e-3)])
  func resultsAreThoseOfTheOriginals(name: String, share: Double) throws {
    let path = TestPaths.file("ExecutionTests", "Goldens/architectures.json")
    let golden = try JSONDecoder().decode(Golden.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
    let expected = try #require(golden.results.first { $0.architecture == name })
    var architecture = try Architecture(named: name)
    architecture.dropout = 0
    let network = try architecture.network(
      input: [3, expected.side, expected.side], classes: expected.classes)
    var trial = Trial(network, batch: expected.batch, parameters: [:])
    trial.input = Pattern.values("input", count: trial.input.count)
    trial.labels = (0..<expected.batch).map { $0 % expected.classes }
    for spec in network.parameters { trial.parameters[spec.name] = Pattern.parameter(spec) }

    expectClose(try trial.infer().logits, expected.inferred, Tolerance(1e-4), "logits of \(name)")
    let trained = try trial.train()
    expectClose(trained.losses, expected.losses, Tolerance(1e-3), "losses of \(name)")
    #expect(Set(trained.gradients.keys) == Set(expected.gradients.keys))
    for (parameter, summary) in expected.gradients {
      let elements = trained.gradients[parameter]?.elements ?? []
      let norm = elements.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      // A gradient that cancels to nothing, as that of a bias before a normalisation, keeps some rounding.
      let bound = share * summary[1] + 1e-4
      #expect(abs(norm - summary[1]) <= bound, "\(name): norm of the gradient of \(parameter)")
      let sum = elements.reduce(0) { $0 + Double($1) }
      let spread = bound * Double(elements.count).squareRoot()
      #expect(abs(sum - summary[0]) <= spread, "\(name): sum of the gradient of \(parameter)")
    }
  }
}

/// Numbers that Scripts/reference/architectures_goldens.py makes by the same formula.
enum Pattern {
  /// Numbers in −1 ..< 1: the FNV-1a hash of the name starts a multiplicative counter whose bits are mixed.
  static func values(_ name: String, count: Int, center: Float = 0, width: Float = 1) -> [Float] {
    var start: UInt32 = 0x811c_9dc5
    for byte in name.utf8 { start = (start ^ UInt32(byte)) &* 0x0100_0193 }
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var counter = start
      var i = 0
      while i < count {
        var x = counter
        x ^= x >> 15
        x = x &* 2_246_822_519
        x ^= x >> 13
        buffer[i] = center + width * (Float(x >> 8) * 0x1p-23 - 1)
        counter = counter &+ 2_654_435_761
        i += 1
      }
      initialized = count
    }
  }

  static func parameter(_ spec: ParameterSpec) -> Tensor {
    let count = spec.shape.count
    if spec.shape.rank > 1 {
      let width = (6 / Float(count / spec.shape[0])).squareRoot()
      return Tensor(spec.shape, values(spec.name, count: count, width: width))
    }
    let isVariance = spec.name.hasSuffix("running_var")
    let center: Float = isVariance || spec.name.hasSuffix(".weight") ? 1 : 0
    return Tensor(spec.shape, values(spec.name, count: count, center: center, width: isVariance ? 0.4 : 0.2))
  }
}
