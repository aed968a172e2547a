import Foundation
import FoveaFiles
import TestSupport
import Testing

@Suite("A file that is replaced as a whole")
struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path)
  }

  @Test("is not there before it is complete, and leaves nothing else behind")
  func commit() throws {
    let file = try AtomicFile(folder.file("a"))
    try file.write(Array("one ".utf8))
    try file.write(Array(repeating: UInt8(ascii: "x"), count: 100_000))
    try file.write(Array(" end".utf8))
    #expect(!FileManager.default.fileExists(atPath: folder.file("a")))
    try file.commit()
    #expect(try folder.text("a") == "one " + String(repeating: "x", count: 100_000) + " end")
    #expect(try folder.names() == ["a"])
  }

  @Test("stays as it was where the new one is given up")
  func givenUp() throws {
    try write("old", to: folder.file("a"))
    try AtomicFile(folder.file("a")).write([1, 2, 3])
    #expect(try folder.text("a") == "old")
    #expect(try folder.names() == ["a"])
  }

  @Test("keeps its permissions")
  func permissions() throws {
    try write("old", to: folder.file("a"))
    #expect(chmod(folder.file("a"), 0o640) == 0)
    try write("new", to: folder.file("a"))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("a"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test("is replaced behind a symbolic link, which stays a link")
  func link() throws {
    try write("old", to: folder.file("real"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "real")
    try write("new", to: folder.file("link"))
    #expect(try folder.text("real") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "real")
  }

  @Test("stays where it is protected from writing", .enabled(if: geteuid() != 0, "root may write anywhere"))
  func writeProtected() throws {
    try write("old", to: folder.file("a"))
    #expect(chmod(folder.file("a"), 0o444) == 0)
    #expect(throws: FileError.cannotWrite(path: folder.file("a"), code: EACCES)) {
      try write("new", to: folder.file("a"))
    }
    #expect(try folder.text("a") == "old")
  }

  @Test("a pipe is written to, and no file takes its place")
  func pipe() throws {
    let path = folder.file("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    // Opened for reading first, so that neither end waits for the other.
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    try #require(reader >= 0)
    defer { close(reader) }
    try write("text", to: path)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(reader, &bytes, 8) == 4)
    #expect(bytes.prefix(4) == Array("text".utf8)[...])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(try folder.names() == ["pipe"])
  }

  @Test("a folder is no file")
  func isFolder() throws {
    #expect(throws: FileError.cannotWrite(path: folder.path, code: EISDIR)) {
      try write("x", to: folder.path)
    }
  }
}
