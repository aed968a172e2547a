import Foundation
import FoveaNetworks
import Testing

@testable import FoveaInterchange

@Suite("A checkpoint of PyTorch")
struct CheckpointTests {
  private struct Golden: Decodable {
    let tensors: [String: Expected]

    struct Expected: Decodable {
      let type: String
      let shape: [Int]
      let values: [Float]
    }
  }

  private static let types: [String: ElementType] = [
    "float32": .float32, "float16": .float16, "bfloat16": .bfloat16, "float64": .float64, "int64": .int64,
    "bool": .bool,
  ]

  @Test(
    "has the tensors that PyTorch has",
    arguments: [
      ("checkpoint-zip.pth", WeightsFile.Form.pytorchZip), ("checkpoint-legacy.pth", .pytorchLegacy),
      ("checkpoint-training.pth", .pytorchZip),
    ])
  func goldens(_ name: String, _ form: WeightsFile.Form) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: golden("checkpoints.json")))
    let expected = try JSONDecoder().decode(Golden.self, from: data).tensors
    let file = try WeightsFile(contentsOf: golden(name))
    #expect(file.form == form)
    #expect(Set(file.tensors.keys) == Set(expected.keys))
    for (name, expected) in expected {
      let stored = try #require(file.tensors[name])
      #expect(stored.shape == expected.shape, "\(name)")
      #expect(stored.type == Self.types[expected.type], "\(name)")
      if stored.type.isFloatingPoint, !stored.shape.contains(0) {
        #expect(try stored.tensor().elements == expected.values, "\(name)")
      } else {
        #expect(throws: InterchangeError.self, "\(name)") { try stored.tensor() }
      }
    }
  }

  @Test("of the older form is read where it is written by hand")
  func legacy() throws {
    let tensor = Pickle.tensor(Pickle.storage(count: 6), offset: 1, shape: [2, 2], strides: [1, 3])
    let bytes = Pickle.legacy(
      Pickle.dictionary(Pickle.text("w"), tensor, Pickle.text("epoch"), Pickle.integer(-3)),
      storages: [("0", 6, Pickle.floats([1, 2, 3, 4, 5, 6]))])
    let file = try WeightsFile(bytes: bytes)
    #expect(file.tensors.keys.sorted() == ["w"])
    #expect(try file.tensors["w"]?.tensor() == Tensor([2, 2], [2, 5, 3, 6]))
  }

  @Test("is also a safetensors file")
  func safetensors() throws {
    let tensor = Tensor([2], [1, -2])
    let bytes = try SafetensorsFile(tensors: [SafetensorsTensor(name: "a", tensor)]).bytes()
    let file = try WeightsFile(bytes: bytes)
    #expect(file.form == .safetensors)
    #expect(try file.tensors["a"]?.tensor() == tensor)
  }

  @Test("keeps long whole numbers, texts in quotes and pairs of Python 2")
  func values() throws {
    let long = [0x8a, 9] + [UInt8](repeating: 0xff, count: 9)
    let pairs =
      [0x5d, 0x5d] + Pickle.text("w") + [0x61]
      + Pickle.tensor(Pickle.storage(count: 1), shape: [1], strides: [1]) + [0x61, 0x61]
    let dictionary = Pickle.reduce(Pickle.global("collections", "OrderedDict"), pairs + [0x85])
    let bytes = Pickle.legacy(
      Pickle.dictionary(
        Pickle.text("a"), long, Array("S'b'\n".utf8), Array("S'c'\n".utf8), Pickle.text("model"), dictionary),
      storages: [("0", 1, Pickle.floats([7]))])
    #expect(try WeightsFile(bytes: bytes).tensors["w"]?.tensor() == Tensor([1], [7]))
  }
}
