import Foundation
import FoveaNetworks
import Testing

@testable import FoveaInterchange

/// Files exchanged with the reference implementation; `Scripts/reference/safetensors_goldens.py` makes and checks them.
@Suite("The reference implementation of safetensors")
struct SafetensorsGoldenTests {
  private struct Content: Codable, Hashable {
    var metadata: [String: String]
    var tensors: [Description]
  }

  private struct Description: Codable, Hashable {
    var name: String
    var dtype: String
    var shape: [Int]
    var bits: [UInt32]?
    var integers: [Int]?

    init(_ tensor: SafetensorsTensor) throws {
      name = tensor.name
      shape = tensor.shape
      switch tensor.type {
      case .float16: dtype = "float16"
      case .bfloat16: dtype = "bfloat16"
      case .float32: dtype = "float32"
      case .float64: dtype = "float64"
      case .int64: (dtype, integers) = ("int64", tensor.integers(Int64.self))
      case .int32: (dtype, integers) = ("int32", tensor.integers(Int32.self))
      case .int16: (dtype, integers) = ("int16", tensor.integers(Int16.self))
      case .int8: (dtype, integers) = ("int8", tensor.integers(Int8.self))
      case .uint8: (dtype, integers) = ("uint8", tensor.integers(UInt8.self))
      case .bool: (dtype, integers) = ("bool", tensor.integers(UInt8.self))
      default: dtype = tensor.type.rawValue
      }
      guard integers == nil else { return }
      bits = tensor.bytes.isEmpty ? [] : try tensor.tensor().elements.map(\.bitPattern)
    }
  }

  @Test("wrote a file of every type: we read the names, shapes, bits and metadata")
  func readsReference() throws {
    let expected = try JSONDecoder().decode(
      Content.self, from: Data(contentsOf: URL(fileURLWithPath: golden("reference.json"))))
    let file = try SafetensorsFile(contentsOf: golden("reference.safetensors"))
    #expect(file.metadata == expected.metadata)
    #expect(file.tensors.count == expected.tensors.count)
    for tensor in expected.tensors {
      let found = try #require(file[tensor.name], "\(tensor.name)")
      #expect(try Description(found) == tensor)
    }
  }

  @Test("writes that content as exactly the bytes that we write")
  func writesTheSame() throws {
    let reference = try Data(contentsOf: URL(fileURLWithPath: golden("reference.safetensors")))
    #expect(try SafetensorsFile(bytes: Array(reference)).bytes() == Array(reference))
  }

  @Test("reads what we write: the file that it was shown is still what we write")
  func readsOurs() throws {
    let tensors = [
      SafetensorsTensor(name: "features.0.weight", Tensor([2, 1, 2], [0.1, -0.0, .infinity, 0x1p-149])),
      SafetensorsTensor(name: "features.0.bias", Tensor([2], [1, -2])),
      SafetensorsTensor(name: "scale", Tensor([], [0.5])),
      SafetensorsTensor(name: "none", type: .float32, shape: [0, 3], bytes: []),
      SafetensorsTensor(name: "steps", type: .int64, shape: [1], bytes: [7, 0, 0, 0, 0, 0, 0, 0]),
      SafetensorsTensor(name: "kept", type: .bool, shape: [3], bytes: [1, 0, 1]),
    ]
    let file = try SafetensorsFile(
      tensors: tensors, metadata: ["fovea": "{\"classes\":[\"猫\",\"\\\"dog\\\"\",\"tab\\t\"]}\n"]
    ).sealed()
    if ProcessInfo.processInfo.environment["FOVEA_WRITE_GOLDENS"] != nil {
      try file.write(to: golden("fovea.safetensors"))
    }
    let committed = try Data(contentsOf: URL(fileURLWithPath: golden("fovea.safetensors")))
    #expect(try file.bytes() == Array(committed))
    let described = try JSONDecoder().decode(
      Content.self, from: Data(contentsOf: URL(fileURLWithPath: golden("fovea.json"))))
    let content = try Content(
      metadata: file.metadata, tensors: file.tensors.map(Description.init).sorted { $0.name < $1.name })
    #expect(content == described)
  }
}

extension SafetensorsTensor {
  fileprivate func integers<Integer: FixedWidthInteger>(_: Integer.Type) -> [Int] {
    bytes.withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: MemoryLayout<Integer>.size).map {
        Int(Integer(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: Integer.self)))
      }
    }
  }
}
