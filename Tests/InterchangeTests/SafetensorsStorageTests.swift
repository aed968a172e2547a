import Foundation
import FoveaNetworks
import Testing

@testable import FoveaInterchange

@Suite("A safetensors file on disk")
struct SafetensorsStorageTests {
  private let content = SafetensorsTensor(name: "w", Tensor([2], [1, 2]))

  private func file(_ version: String) throws -> SafetensorsFile {
    try SafetensorsFile(tensors: [content], metadata: ["version": version])
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("is written, and read back whole or by its header")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      try file("1").write(to: path)
      #expect(try SafetensorsFile(contentsOf: path) == file("1"))
      let header = try SafetensorsHeader(contentsOf: path)
      #expect(header.metadata == ["version": "1"])
      #expect(header.entries.map(\.name) == ["w"])
      #expect(header.entries.map(\.shape) == [[2]])
      #expect(try names(in: folder) == ["model.safetensors"])
    }
  }

  @Test("replaces the old one, keeps its permissions, and leaves nothing else behind")
  func replaces() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      try file("1").write(to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try file("2").write(to: path)
      #expect(try SafetensorsFile(contentsOf: path).metadata == ["version": "2"])
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
      #expect(try names(in: folder) == ["model.safetensors"])
    }
  }

  @Test("is new with the permissions that the user's umask leaves")
  func permissions() throws {
    try withTemporaryFolder { folder in
      try file("1").write(to: folder + "/model")
      try Data().write(to: URL(fileURLWithPath: folder + "/plain"))
      let modes = try ["model", "plain"].map {
        try FileManager.default.attributesOfItem(atPath: "\(folder)/\($0)")[.posixPermissions] as? Int
      }
      #expect(modes[0] == modes[1])
    }
  }

  @Test("is replaced behind a symbolic link, which stays a link")
  func link() throws {
    try withTemporaryFolder { folder in
      try file("1").write(to: folder + "/real")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: folder + "/real")
      try file("2").write(to: folder + "/link")
      #expect(try SafetensorsFile(contentsOf: folder + "/real").metadata == ["version": "2"])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == folder + "/real")
    }
  }

  @Test("that cannot be written says so, and what was there stays")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      try file("1").write(to: folder + "/model")
      let remedy = "choose another place, or make this one writable"
      for (path, reason) in [
        ("\(folder)/none/model", "No such file or directory"),
        ("\(folder)/model/model", "Not a directory"),
        (folder, "Is a directory"),
        ("\(folder)/\(String(repeating: "x", count: 300))", "File name too long"),
      ] {
        expectProblem("\(path): cannot be written: \(reason); \(remedy)") { try file("2").write(to: path) }
      }
      #expect(try SafetensorsFile(contentsOf: folder + "/model").metadata == ["version": "1"])
      #expect(try names(in: folder) == ["model"])
    }
  }

  @Test("that is write-protected stays", .enabled(if: geteuid() != 0, "root may write everywhere"))
  func writeProtected() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model"
      try file("1").write(to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      expectProblem(
        "\(path): cannot be written: Permission denied; choose another place, or make this one writable"
      ) { try file("2").write(to: path) }
      #expect(try SafetensorsFile(contentsOf: path).metadata == ["version": "1"])
    }
  }

  @Test("that is not there, or is no file, is named")
  func unreadable() throws {
    try withTemporaryFolder { folder in
      expectProblem("\(folder)/none: no such file; check the path") {
        _ = try SafetensorsFile(contentsOf: folder + "/none")
      }
      expectProblem("\(folder): expected a file, received a folder; name the file itself") {
        _ = try SafetensorsFile(contentsOf: folder)
      }
      expectProblem(
        "/dev/null: expected a regular file, received a pipe or a device; save its content to a file first"
      ) { _ = try SafetensorsHeader(contentsOf: "/dev/null") }
      try file("1").write(to: folder + "/model")
      expectProblem(
        """
        \(folder)/model/model: cannot be read: Not a directory; \
        check the permissions of the file and its folder
        """
      ) { _ = try SafetensorsFile(contentsOf: folder + "/model/model") }
    }
  }

  @Test("that is larger than the limit is refused before anything is read")
  func sizeLimit() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/sparse"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      try #require(truncate(path, 1 << 40) == 0)
      expectProblem(
        """
        \(path): expected at most 4294967296 bytes, received 1099511627776; \
        check that this is the file you meant
        """
      ) { _ = try SafetensorsFile(contentsOf: path) }
    }
  }

  @Test("that is cut names itself, what was expected and what is there")
  func cut() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model"
      let bytes = try file("1").bytes()
      try Data(bytes.dropLast()).write(to: URL(fileURLWithPath: path))
      expectProblem(
        """
        \(path): the file is cut short: expected the data of tensor 'w' up to byte 8, \
        received 7 bytes of data; copy the file again
        """
      ) { _ = try SafetensorsFile(contentsOf: path) }
    }
  }

  @Test("that shrinks while it is read is refused")
  func shrinking() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model"
      try Data(repeating: 1, count: 10).write(to: URL(fileURLWithPath: path))
      let opened = try InputFile(path)
      #expect(try opened.read(4) == [1, 1, 1, 1])
      try #require(truncate(path, 6) == 0)
      expectProblem(
        """
        safetensors data: the file became shorter while it was read; \
        wait until nothing writes to it, and try again
        """
      ) { _ = try opened.read(6) }
    }
  }
}

private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.resolvingSymlinksInPath().path)
}
