import Foundation
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInterchange

@Suite("Weights as files")
struct SafetensorsTests {
  @Test func whatIsWrittenIsRead() throws {
    try TestPaths.withTemporaryFolder { folder in
      let tensors = [
        "head.weight": Tensor([2, 3], [1, -2, .pi, 0, 1e-30, -0.0]), "head.bias": Tensor([2], [0.1, 7]),
      ]
      let path = "\(folder)/weights.safetensors"
      try Safetensors.write(tensors, metadata: ["by": "a test"], to: path)
      #expect(try Safetensors.read(path) == tensors)
      #expect(try SafetensorsFile(contentsOf: path).metadata == ["by": "a test"])
    }
  }

  @Test func wholeNumbersAreRefusedByName() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = "\(folder)/steps.safetensors"
      let count = SafetensorsTensor(
        name: "count", type: .int64, shape: [1], bytes: [UInt8](repeating: 0, count: 8))
      try SafetensorsFile(tensors: [count]).write(to: path)
      let error = #expect(throws: InterchangeError.self) { try Safetensors.read(path) }
      #expect(error?.description.hasPrefix("\(path): tensor 'count'") == true, "\(error?.description ?? "")")
    }
  }
}
