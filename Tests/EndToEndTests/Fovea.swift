import Dispatch
import Foundation
import FoveaImages
import Synchronization
import TestSupport

/// Runs the built command as a user would.
struct Fovea {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The command beside the test bundle, or the one that `Scripts/test` names.
  static let path: String = {
    if let given = ProcessInfo.processInfo.environment["FOVEA_BINARY"] { return given }
    return TestPaths.package + "/.build/debug/fovea"
  }()

  /// Not the user's own.
  private static let cacheFolder = NSTemporaryDirectory() + "fovea-test-cache"
  /// Nothing is ever put there, so that a backbone of the user changes no test.
  private static let dataFolder = NSTemporaryDirectory() + "fovea-test-data"

  /// Runs `fovea` with `arguments` and waits for its end.
  ///
  /// - Parameters:
  ///   - input: the file that is its standard input; nil for none.
  ///   - errorsTo: a file that standard error goes to while it runs.
  ///   - dataFolder: where it keeps backbones; nil is a place without any.
  ///   - environment: variables that it has beside those of the tests.
  ///   - whileRunning: called once it runs, for signals.
  static func run(
    _ arguments: [String], in folder: String? = nil, input: String? = nil, errorsTo: String? = nil,
    dataFolder: String? = nil, environment: [String: String] = [:],
    whileRunning: (Process) -> Void = { _ in }
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    if let errorsTo {
      try Data().write(to: URL(fileURLWithPath: errorsTo))
      process.standardError = FileHandle(forWritingAtPath: errorsTo)
      try errors.fileHandleForWriting.close()
    }
    process.standardInput = input.flatMap(FileHandle.init(forReadingAtPath:)) ?? FileHandle.nullDevice
    // Other tests keep the cores busy: threads that wait by spinning would starve each other.
    process.environment = ProcessInfo.processInfo.environment.merging([
      "OMP_WAIT_POLICY": "passive", "XDG_CACHE_HOME": cacheFolder,
      "XDG_DATA_HOME": dataFolder ?? Self.dataFolder,
    ]) { $1 }.merging(environment) { $1 }
    try process.run()
    // Both pipes are emptied at once, so that neither can fill up and stop the command.
    let collected = Collected()
    let done = DispatchSemaphore(value: 0)
    let handle = errors.fileHandleForReading
    Thread.detachNewThread {
      let data = handle.readDataToEndOfFile()
      collected.data.withLock { $0 = data }
      done.signal()
    }
    whileRunning(process)
    let text = output.fileHandleForReading.readDataToEndOfFile()
    done.wait()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: try errorsTo.map { try String(contentsOfFile: $0, encoding: .utf8) }
        ?? String(decoding: collected.data.withLock { $0 }, as: UTF8.self))
  }
}

extension Fovea {
  static func run(
    _ arguments: String..., whileRunning: (Process) -> Void = { _ in }
  ) throws -> Outcome {
    try run(arguments, whileRunning: whileRunning)
  }
}

/// What another thread read.
private final class Collected: Sendable {
  let data = Mutex(Data())
}

/// Labeled pictures that are easy to tell apart: each class has its own brightness.
struct Pictures {
  let folder: String

  /// Makes `count` pictures for each class in `folder/CLASS`, all of them different, as are those from another `first` on.
  init(_ folder: String, classes: [String] = ["dark", "light"], first: Int = 0, count: Int = 12) throws {
    self.folder = folder
    for (index, name) in classes.enumerated() {
      for number in first..<first + count {
        try add("\(name)/\(number).png", level: 30 + 190 * index / max(1, classes.count - 1), number)
      }
    }
  }

  func add(_ name: String, level: Int, _ seed: Int) throws {
    // A texture of its own for each, so that no two are near-duplicates.
    var state = UInt64(level * 1000 + seed) &* 0x9E37_79B9_7F4A_7C15
    let pixels = (0..<16 * 16 * 3).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(min(255, level + Int(state >> 33) % 30))
    }
    try write(name, Image(width: 16, height: 16, channels: 3, pixels: pixels).pngBytes())
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: folder + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Every file below with its bytes: equal before and after, nothing of the user's was changed.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      if let data = FileManager.default.contents(atPath: folder + "/" + name) { contents[name] = data }
    }
    return contents
  }
}
