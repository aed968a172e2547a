import Foundation
import TestSupport
import Testing

@Suite("Signals", .serialized)
struct SignalTests {
  /// Starts a training that would never end, calls `signals` in its first epochs, and gives what came of it.
  private func train(
    _ pictures: Pictures, _ run: String, _ options: [String] = [], signals: (Process) -> Void
  ) throws -> Fovea.Outcome {
    let arguments =
      ["train", pictures.folder, "-o", run, "--model", "logistic", "--epochs", "1000000", "--no-check"]
      + options
    return try Fovea.run(arguments) { process in
      #expect(eventually { (try? History(run).rows.count > 1) ?? false }, "no epoch was written")
      signals(process)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func theFirstFinishesTheBatchAndWritesTheRun(_ number: Int32) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      let outcome = try train(pictures, run) { kill($0.processIdentifier, number) }
      #expect(outcome.status == 130, "\(outcome.errors)")
      #expect(outcome.errors.contains("stopping after this batch"))
      let history = try History(run)
      #expect(history.rows.allSatisfy { $0.count == history.columns.count })
      for file in ["model.safetensors", "last.safetensors", "metrics.json", "report.html"] {
        #expect(FileManager.default.fileExists(atPath: run + "/" + file), "no \(file)")
      }
      #expect(try Fovea.run("evaluate", run, pictures.folder, "-q").status == 0)
      #expect(outcome.output.contains("of \(history.rows.count) was the best on validation"))
    }
  }

  /// `timeout` sends its signal to the command and at once to the group that the command is in.
  @Test func twoOfAMomentAreOne() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      let outcome = try train(pictures, run, ["--log-format", "json"]) { process in
        kill(process.processIdentifier, SIGTERM)
        usleep(5_000)
        kill(process.processIdentifier, SIGTERM)
      }
      #expect(outcome.status == 130)
      let events = try outcome.errors.split(separator: "\n").map { try JSON.object(String($0)) }
      #expect(events.contains { $0["event"] as? String == "interrupt" })
      #expect(events.first { $0["event"] as? String == "end" }?["reason"] as? String == "interrupted")
      #expect(events.last?["event"] as? String == "result")
    }
  }

  /// One batch takes seconds here: the first signal waits for it, the second does not.
  @Test(arguments: [SIGINT, SIGTERM])
  func theSecondLeavesAtOnce(_ number: Int32) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 40)
      let run = folder + "/run"
      let options = ["--model", "resnet34", "--img-size", "96", "--batch-size", "all", "--no-check"]
      let arguments = ["train", pictures.folder, "-o", run, "--threads", "1"] + options
      let outcome = try Fovea.run(arguments) { process in
        #expect(eventually { FileManager.default.fileExists(atPath: run + "/history.csv") })
        kill(process.processIdentifier, number)
        usleep(400_000)
        #expect(process.isRunning, "the batch took no time, so this says nothing")
        kill(process.processIdentifier, number)
        #expect(eventually(seconds: 5) { !process.isRunning }, "still running five seconds later")
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      }
      #expect(outcome.status == 130)
      #expect(try History(run).rows.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: run + "/model.safetensors"))
    }
  }

  /// While pictures are looked at and decoded there is nothing to write yet.
  @Test(arguments: [SIGINT, SIGTERM])
  func beforeTrainingNothingIsLeftBehind(_ number: Int32) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 400)
      let run = folder + "/run"
      let outcome = try Fovea.run(["train", pictures.folder, "-o", run, "--workers", "1"]) { process in
        #expect(eventually { catches(process, number) }, "the signal would kill it")
        usleep(100_000)
        kill(process.processIdentifier, number)
      }
      #expect(outcome.status == 130, "\(outcome.errors)")
      #expect(outcome.errors.contains("error: stopped by a signal before it was done"))
      #expect(outcome.output.isEmpty && !FileManager.default.fileExists(atPath: run))
    }
  }

  /// The validation part is scored to its end, and no batch of another epoch follows.
  @Test func duringValidationNoOtherEpochBegins() throws {
    try TestPaths.withTemporaryFolder { folder in
      _ = try Pictures(folder + "/data/train", count: 5)
      let held = try Pictures(folder + "/data/val", classes: [])
      for number in 100..<195 {
        try held.add("dark/\(number).png", level: 30, number)
        try held.add("light/\(number).png", level: 220, number)
      }
      let (run, log) = (folder + "/run", folder + "/log")
      // An epoch is one batch of ten images, and then 190 are scored.
      let arguments = [
        "train", folder + "/data", "-o", run, "--model", "resnet20", "--img-size", "32",
        "--batch-size", "all", "--threads", "1", "--no-check", "--log-format", "json", "--epochs", "5",
      ]
      let outcome = try Fovea.run(arguments, errorsTo: log) { process in
        // The first batch is always told of, and here it is all of the epoch.
        #expect(
          eventually { (try? String(contentsOfFile: log, encoding: .utf8))?.contains("progress") ?? false })
        kill(process.processIdentifier, SIGINT)
      }
      #expect(outcome.status == 130)
      #expect(try History(run).rows.count == 1)
      #expect(outcome.errors.contains(#""reason":"interrupted""#))
    }
  }

  /// Whether the command has a handler for a signal: until then the system's own would end it.
  private func catches(_ process: Process, _ number: Int32) -> Bool {
    guard
      let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
      let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
    else { return false }
    return mask >> UInt64(number - 1) & 1 == 1
  }

  /// Whether `condition` comes true before `seconds` are over.
  private func eventually(seconds: Double = 30, _ condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if condition() { return true }
      usleep(5_000)
    }
    return condition()
  }
}
