import FoveaNetworks
import Testing

@testable import FoveaInterchange

@Suite("The seal")
struct SealTests {
  private static let content = SafetensorsTensor(name: "w", Tensor([2], [1, 2]))

  @Test("is the SHA-256 of the content")
  func knownValue() throws {
    let sealed = try SafetensorsFile(tensors: [Self.content], metadata: ["fovea": "{}"]).sealed()
    // Computed with Python's hashlib from the description in Docs/ModelFile.md.
    #expect(sealed.metadata["sha256"] == "db24ca30088e08b99de3bf1b4f671d1c026a086c1604305e97dd624bffa770c2")
    try sealed.checkSeal()
  }

  @Test("stays whole when the file is written, read, sealed again")
  func roundTrip() throws {
    let sealed = try SafetensorsFile(tensors: [Self.content]).sealed()
    let read = try SafetensorsFile(bytes: sealed.bytes())
    try read.checkSeal()
    #expect(try read.sealed() == sealed)
  }

  @Test(
    "is broken by another name, shape, type, value, key or text",
    arguments: [
      ([SafetensorsTensor(name: "v", Tensor([2], [1, 2]))], ["k": "v"]),
      ([SafetensorsTensor(name: "w", Tensor([1, 2], [1, 2]))], ["k": "v"]),
      ([SafetensorsTensor(name: "w", type: .uint32, shape: [2], bytes: content.bytes)], ["k": "v"]),
      ([SafetensorsTensor(name: "w", Tensor([2], [1, 3]))], ["k": "v"]),
      ([content, SafetensorsTensor(name: "x", Tensor([1], [0]))], ["k": "v"]),
      ([], ["k": "v"]), ([content], ["K": "v"]), ([content], ["k": "V"]), ([content], [:]),
      ([content], ["kv": ""]),
    ])
  func broken(tensors: [SafetensorsTensor], metadata: [String: String]) throws {
    let seal = try #require(
      SafetensorsFile(tensors: [Self.content], metadata: ["k": "v"]).sealed().metadata["sha256"])
    let changed = try SafetensorsFile(
      tensors: tensors, metadata: metadata.merging(["sha256": seal]) { $1 })
    let received = try #require(changed.sealed().metadata["sha256"])
    expectProblem(
      """
      safetensors data: the content was changed after it was written: expected checksum \(seal), \
      received \(received); use an undamaged copy of the file
      """
    ) { try changed.checkSeal() }
  }

  @Test("is missed where there is none")
  func unsealed() throws {
    let file = try SafetensorsFile(tensors: [Self.content])
    expectProblem(
      """
      safetensors data: expected the checksum 'sha256' that Fovea writes into its files, received none; \
      use a file that fovea train wrote
      """
    ) { try file.checkSeal() }
  }
}
