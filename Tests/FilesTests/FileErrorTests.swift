import Foundation
import FoveaFiles
import TestSupport
import Testing

@Suite("Errors of files")
struct FileErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func message(_ action: () throws(FileError) -> Void) -> String {
    do throws(FileError) {
      try action()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("a file where the folder should be")
  func fileInTheWay() throws {
    let path = folder.file("out")
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(
      message { () throws(FileError) in try FileSystem.makeFolder(path) }
        == "\(path): the folder cannot be made (File exists); move what is in its place away, or write to another folder"
    )
  }

  @Test("a file where a folder above should be")
  func fileAbove() throws {
    try Data().write(to: URL(fileURLWithPath: folder.file("out")))
    let path = folder.file("out/a/b")
    #expect(
      message { () throws(FileError) in try FileSystem.makeFolder(path) }
        == "\(path): the folder cannot be made (Not a directory); move what is in its place away, or write to another folder"
    )
  }

  @Test("a folder without write permission", .enabled(if: geteuid() != 0, "root may write anywhere"))
  func noPermission() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    let path = folder.file("errors.csv")
    #expect(
      message { () throws(FileError) in try AtomicFile.write([], to: path) }
        == "\(path): the file cannot be written (Permission denied); get permission to write there, or write to another folder"
    )
  }

  @Test("a folder that is not there")
  func noFolder() throws {
    let path = folder.file("out/errors.csv")
    #expect(
      message { () throws(FileError) in try AtomicFile.write([], to: path) }
        == "\(path): the file cannot be written (No such file or directory); write to another folder"
    )
  }

  @Test("a full disk")
  func fullDisk() {
    #expect(
      FileError.cannotWrite(path: "out/metrics.json", code: ENOSPC).description
        == "out/metrics.json: the file cannot be written (No space left on device); free some space, or write to another disk"
    )
  }

  @Test("a history that is missing")
  func historyMissing() {
    let path = folder.file("history.csv")
    #expect(
      message { () throws(FileError) in _ = try HistoryFile(path, columns: ["epoch"], keepingRows: 1) }
        == "\(path): the file cannot be read (No such file or directory); check its name and permissions")
  }

  @Test("a history with other columns")
  func historyColumns() throws {
    let path = folder.file("history.csv")
    try "epoch,loss\n1,0.5\n".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(
      message { () throws(FileError) in
        _ = try HistoryFile(path, columns: ["epoch", "accuracy"], keepingRows: 1)
      }
        == "\(path), line 1: expected the columns epoch,accuracy, received epoch,loss; move the file away to start another history"
    )
    #expect(try folder.text("history.csv") == "epoch,loss\n1,0.5\n")
  }

  @Test("a history with too few rows")
  func historyRows() throws {
    let path = folder.file("history.csv")
    try "epoch\n1\n2".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(
      message { () throws(FileError) in _ = try HistoryFile(path, columns: ["epoch"], keepingRows: 2) }
        == "\(path): expected 2 complete rows to continue from, received 1; move the file away to start another history"
    )
    #expect(try folder.names() == ["history.csv"])
  }

  @Test("a value that has no JSON")
  func cannotEncode() {
    #expect(
      FileError.cannotEncode(reason: "accuracy is NaN").description
        == "the value cannot be written as JSON (accuracy is NaN); this is a fault of Fovea, please report it"
    )
  }
}
