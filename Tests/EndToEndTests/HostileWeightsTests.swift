import Foundation
import TestSupport
import Testing

/// Files that are no weights, or not those that they claim to be: an error each, and nothing is written.
@Suite("Weights that are refused")
struct HostileWeightsTests {
  /// A safetensors file with this header and so many bytes of numbers.
  private static func safetensors(_ header: String, bytes: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: bytes)
  }

  private static func checkpoint(_ pickle: [UInt8]) -> [UInt8] {
    ZipBytes.archive([("archive/data.pkl", [0x80, 2] + pickle + [0x2e])])
  }

  static let files: [(name: String, bytes: [UInt8], words: String)] = [
    (
      "another.safetensors",
      safetensors(#"{"conv.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes: 8),
      "expected the tensors of a known architecture, received others"
    ),
    (
      "cut.safetensors",
      safetensors(#"{"conv.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes: 3),
      "cut.safetensors"
    ),
    ("cut.pth", Array(checkpoint([0x7d]).dropLast(30)), "the zip file is cut short"),
    (
      "type.safetensors",
      safetensors(#"{"conv.weight":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#, bytes: 8), "C64"
    ),
    ("call.pth", checkpoint(Array("cos\nsystem\n(S'id'\ntR".utf8)), "REDUCE of os.system is refused"),
    ("deep.pth", checkpoint([UInt8](repeating: 0x28, count: 1_000_000)), "nests deeper than 64 levels"),
    (
      "large.safetensors",
      safetensors(
        #"{"conv.weight":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#, bytes: 8),
      "4611686018427387904"
    ),
    (
      "names.whl", ZipBytes.archive([("../../w.pth", [1]), ("m-1.dist-info/METADATA", [])]),
      "leads out of it, which is refused"
    ),
  ]

  @Test(arguments: files)
  func isAnErrorAndNothingIsWritten(_ file: (name: String, bytes: [UInt8], words: String)) throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/" + file.name
      try Data(file.bytes).write(to: URL(fileURLWithPath: path))
      let pictures = try Pictures(folder + "/data")
      for arguments in [
        ["import", path, "-o", folder + "/out.safetensors"], ["backbone", "install", path],
        ["train", pictures.folder, "--backbone", path, "-o", folder + "/run", "-q"],
        ["check", pictures.folder, "--backbone", path, "-o", folder + "/found", "-q"],
      ] {
        let outcome = try Fovea.run(arguments, dataFolder: folder + "/kept")
        #expect([65, 69].contains(outcome.status), "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(path), "\(outcome.errors)")
        if arguments[0] != "train", arguments[0] != "check" {
          #expect(outcome.errors.contains(file.words), "\(arguments): \(outcome.errors)")
        }
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            == ["data", file.name].sorted())
      }
    }
  }
}
