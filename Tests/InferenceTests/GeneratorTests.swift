import Foundation
import FoveaDatasets
import FoveaImages
import FoveaInterchange
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("Generators")
struct GeneratorTests {
  private static func bundle(conditional: Bool = true, classes: [String] = ["cat", "dog"]) throws
    -> GeneratorBundle
  {
    let networks = DCGAN(latent: 5, width: 2)
    let network = try networks.generator(of: [1, 8, 8], classes: conditional ? classes.count : 0)
    return try GeneratorBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: 8, height: 8, channels: .gray),
        normalization: Normalization(mean: [0.5], deviation: [0.5]), layout: .planes),
      classes: classes, isConditional: conditional,
      provenance: Provenance(
        engine: "test", seed: 3, trainingSamples: 40, validationSamples: 0, dataFingerprint: "abc"),
      // Large enough that pictures differ.
      parameters: networks.initialParameters(of: network, random: RandomSource(seed: 1)).mapValues {
        Tensor($0.shape, $0.elements.map { $0 * 20 })
      })
  }

  @Test("a picture of a seed is the same however many are made, and another for another class or seed")
  func pictures() throws {
    let generator = try Generator(GeneratorTests.bundle())
    let many = try generator.images(70, label: 1, seed: 7)
    #expect(many.count == 70)
    #expect(try generator.images(3, label: 1, seed: 7) == Array(many.prefix(3)))
    #expect(Set(many).count == 70)
    #expect(try generator.images(1, label: 0, seed: 7)[0] != many[0])
    #expect(try generator.images(1, label: 1, seed: 8)[0] != many[0])
    let turns = try generator.images(4, seed: 7)
    #expect(turns[1] == many[1])
    #expect(turns[3] == many[3])
    #expect(try generator.images(labels: [], seed: 7).isEmpty)
  }

  @Test("numbers of a tanh become levels, and back")
  func levels() throws {
    let preprocessing = try GeneratorTests.bundle().preprocessing
    var values = [Float](repeating: -1, count: 64)
    (values[1], values[2], values[3]) = (1, 0, 7)
    let image = values.withUnsafeBufferPointer { preprocessing.image($0) }
    #expect(Array(image.pixels.prefix(5)) == [0, 255, 128, 255, 0])
    let bytes = (0..<64).map { UInt8(4 * $0) }
    let numbers = preprocessing.input(bytes)
    #expect(numbers.withUnsafeBufferPointer { preprocessing.image($0) }.pixels == bytes)
  }

  @Test("what was written is read again, bit for bit, and says what it is")
  func roundTrip() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/generator.safetensors"
      for conditional in [true, false] {
        let bundle = try GeneratorTests.bundle(conditional: conditional)
        try bundle.write(to: path)
        #expect(try GeneratorBundle(contentsOf: path) == bundle)
        #expect(bundle.input.latent == 5)
      }
      #expect(throws: InferenceError.isGenerator(path: path)) { try ModelBundle(contentsOf: path) }
      #expect(throws: InferenceError.notACheckpoint(path: path)) {
        try TrainingContents.readGenerator(path)
      }
      #expect(
        "\(InferenceError.isGenerator(path: "a"))"
          == "a: expected a classifier, received a generator; give the model.safetensors of fovea train, or use fovea gan sample"
      )
      #expect(
        "\(InferenceError.isClassifier(path: "a"))"
          == "a: expected a generator, received a classifier; give the run folder of fovea gan train, or its generator.safetensors"
      )
    }
  }

  @Test("parts that do not belong together are refused")
  func mismatches() throws {
    let good = try GeneratorTests.bundle()
    func make(
      classes: [String] = good.classes, isConditional: Bool = true,
      parameters: [String: Tensor] = good.parameters,
      width: Int = 8
    ) throws {
      _ = try GeneratorBundle(
        network: good.network,
        preprocessing: Preprocessing(
          geometry: Preprocessing.Geometry(width: width, height: 8, channels: .gray),
          normalization: Normalization(mean: [0.5], deviation: [0.5]), layout: .planes),
        classes: classes, isConditional: isConditional, provenance: good.provenance, parameters: parameters)
    }
    try make()
    #expect(throws: ModelBundleMismatch.self) { try make(classes: []) }
    #expect(throws: ModelBundleMismatch.self) { try make(classes: ["a", "a"]) }
    #expect(throws: ModelBundleMismatch.self) { try make(classes: (0..<7).map { "\($0)" }) }
    #expect(throws: ModelBundleMismatch.self) { try make(width: 16) }
    #expect(throws: ModelBundleMismatch.self) { try make(parameters: [:]) }
    #expect(throws: ModelBundleMismatch.self) {
      try make(parameters: good.parameters.merging(["other": Tensor([1])]) { $1 })
    }
  }

  @Test("damaged files are refused, whatever is wrong with them")
  func damage() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/generator.safetensors"
      try GeneratorTests.bundle().write(to: path)
      let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      for cut in [0, 7, 60, whole.count / 2, whole.count - 1] {
        try Data(whole.prefix(cut)).write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self) { try GeneratorBundle(contentsOf: path) }
      }
      for position in stride(from: 8, to: whole.count, by: max(1, whole.count / 97)) {
        var bytes = whole
        bytes[position] ^= 0x41
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self, "byte \(position)") { try GeneratorBundle(contentsOf: path) }
      }
      // A sound file whose description is none of a generator.
      for json in [
        #"{"format":1,"kind":"generator"}"#, #"{"format":9,"kind":"generator"}"#, #"{"format":1}"#, "[]",
      ] {
        try SafetensorsFile(tensors: [], metadata: ["fovea": json]).sealed().write(to: path)
        #expect(throws: InferenceError.self, "\(json)") { try GeneratorBundle(contentsOf: path) }
      }
    }
  }

  @Test("weights that are no numbers are named, not drawn")
  func notFinite() throws {
    let good = try GeneratorTests.bundle()
    var parameters = good.parameters
    parameters["image.conv.bias"] = Tensor([1], [.nan])
    let bundle = try GeneratorBundle(
      network: good.network, preprocessing: good.preprocessing, classes: good.classes, isConditional: true,
      provenance: good.provenance, parameters: parameters)
    #expect(throws: InferenceError.notFinite(name: "picture 1")) {
      try Generator(bundle).images(2, seed: 1)
    }
  }
}
