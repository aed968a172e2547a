import Foundation
import TestSupport
import Testing

@Suite("Resuming a killed run", .serialized)
struct ResumeRunTests {
  private let options = [
    "--img-size", "16", "--channels", "gray", "--epochs", "2", "--augment", "standard",
    "--threads", "1", "--no-check", "--no-tuning", "--checkpoint-minutes", "0.001", "-q",
  ]

  private var sampleData: String { TestPaths.package + "/SampleData" }

  /// Runs the command, kills it after `seconds` if it still runs, and gives its status.
  /// - Parameter file: what has to be there before the time runs.
  private func kill(_ arguments: [String], after seconds: Double, of file: String? = nil) throws -> Int32 {
    try Fovea.run(arguments) { process in
      while let file, process.isRunning, !FileManager.default.fileExists(atPath: file) {
        Thread.sleep(forTimeInterval: 0.02)
      }
      let end = Date(timeIntervalSinceNow: seconds)
      while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.02) }
      if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    }.status
  }

  /// Columns of `history.csv` that no clock decides.
  private func history(_ run: String) throws -> [[Substring]] {
    try String(contentsOfFile: run + "/history.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).prefix(6) }.map(Array.init)
  }

  @Test(arguments: [
    ["--model", "cnn"],
    ["--model", "lstm", "--hidden", "32", "--layers", "2", "--bidirectional", "--dropout", "0.1"],
  ])
  func aRunThatIsKilledAtAnyMomentEndsAsOneThatWasNot(_ model: [String]) throws {
    let options = options + model
    try TestPaths.withTemporaryFolder { folder in
      let whole = folder + "/whole"
      let killed = folder + "/killed"
      let data = sampleData
      let result = try Fovea.run(["train", data, "-o", whole] + options)
      #expect(result.status == 0, "\(result.errors)")
      // Before it has its configuration there is nothing that could go on.
      _ = try kill(["train", data, "-o", killed] + options, after: 0.3, of: killed + "/config.json")
      var status: Int32 = -1
      for attempt in 0..<30 where status != 0 {
        // Later and later, so that it gets to the end; the first kills fall anywhere.
        let seconds = 0.4 + Double(attempt) * Double.random(in: 0.3...0.7)
        status = try kill(["train", "--resume", killed], after: seconds)
      }
      #expect(status == 0)
      let paths = [whole, killed].map { URL(fileURLWithPath: $0 + "/model.safetensors") }
      #expect(try Data(contentsOf: paths[0]) == Data(contentsOf: paths[1]))
      #expect(try history(whole) == history(killed))
    }
  }

  @Test func changedDataIsNamed() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = folder + "/data"
      try FileManager.default.copyItem(atPath: sampleData + "/train", toPath: data)
      let run = folder + "/run"
      let options = ["--model", "logistic", "--img-size", "8", "--epochs", "2", "--no-check", "-q"]
      #expect(try Fovea.run(["train", data, "-o", run] + options).status == 0)
      let classes = try FileManager.default.contentsOfDirectory(atPath: data).sorted()
      let digests = try String(contentsOfFile: run + "/digests.json", encoding: .utf8)
      // One of those that were trained on.
      let victim = try #require(
        try FileManager.default.contentsOfDirectory(atPath: data + "/" + classes[0]).sorted()
          .map { data + "/" + classes[0] + "/" + $0 }.first { digests.contains($0) })
      let other = try FileManager.default.contentsOfDirectory(atPath: data + "/" + classes[1]).sorted()[0]
      try FileManager.default.removeItem(atPath: victim)
      try FileManager.default.copyItem(atPath: data + "/" + classes[1] + "/" + other, toPath: victim)
      let refused = try Fovea.run(["train", "--resume", run])
      #expect(refused.status == 65)
      #expect(refused.errors.contains("the training data is not what the run began with:"))
      #expect(refused.errors.contains("\(victim) (changed)"))
      let accepted = try Fovea.run(["train", "--resume", run, "--accept-changed-data"])
      #expect(accepted.status == 0, "\(accepted.errors)")
    }
  }

  @Test func whatIsNoRunIsRefused() throws {
    try TestPaths.withTemporaryFolder { folder in
      let missing = try Fovea.run(["train", "--resume", folder])
      #expect(missing.status == 66)
      #expect(missing.errors.contains("expected a run folder with config.json, received none"))
      let more = try Fovea.run(["train", "--resume", folder, "--epochs", "3"])
      #expect(more.status == 64)
      #expect(
        more.errors.contains(
          "only --accept-changed-data, --max-pixels, --open, --quiet, --json and --log-format may stand beside it, received '--epochs'"
        ))
    }
  }
}
