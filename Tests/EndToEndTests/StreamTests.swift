import Foundation
import TestSupport
import Testing

/// Results and messages that cannot be written.
@Suite("Streams that take nothing", .serialized)
struct StreamTests {
  /// Runs `fovea` by the shell, with what it redirects.
  private func shell(_ command: String) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec \"$0\" " + command, Fovea.path]
    let errors = Pipe()
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private static let full =
    "error: standard output: cannot be written (No space left on device); the result is lost\n"
  private static let closed =
    "error: standard output: cannot be written (Bad file descriptor); the result is lost\n"

  @Test func aFullDiskIsSaidByEveryVerb() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      #expect(
        try Fovea.train([
          pictures.folder, "--model", "logistic", "--epochs", "1", "-q", "-o", folder + "/run",
        ])
        .status == 0)
      let (data, run) = ("'\(pictures.folder)'", "'\(folder)/run'")
      for command in [
        "classify \(run) \(data) -q", "evaluate \(run) \(data) -q", "check \(data) -q", "inspect \(run)",
        "inspect \(data) --json", "--help", "--version", "train --print-config",
      ] {
        let outcome = try shell(command + " > /dev/full")
        #expect(outcome.status == 74, "\(command)")
        #expect(outcome.errors.hasSuffix(Self.full), "\(command): \(outcome.errors)")
        let closed = try shell(command + " >&-")
        #expect(closed.status == 74, "\(command)")
        #expect(closed.errors.hasSuffix(Self.closed), "\(command): \(closed.errors)")
      }
      // Messages that are lost are no success either.
      #expect(try shell("classify \(run) \(data) > /dev/null 2> /dev/full").status == 74)
    }
  }

  @Test func messagesStayOutOfFiles() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      #expect(
        try Fovea.train([
          pictures.folder, "--model", "logistic", "--epochs", "1", "-q", "-o", folder + "/run",
        ])
        .status == 0)
      let rows = "\(folder)/rows.csv"
      let outcome = try shell(
        "classify '\(folder)/run' '\(pictures.folder)' --format csv -o '\(rows)' <&- 2>&-")
      #expect(outcome.status == 0)
      let lines = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n")
      #expect(lines.first?.hasPrefix("path,label,probability") == true)
      #expect(lines.dropFirst().allSatisfy { $0.contains(".png,") }, "\(lines)")
    }
  }
}
