import Foundation
import FoveaImages
import TestSupport
import Testing

@Suite("What people and scripts see of a run", .serialized)
struct WatchingTests {
  @Test func theLogIsAnObjectALine() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.write("dark/broken.png", Array("no picture".utf8))
      let run = folder + "/run"
      let trained = try Fovea.train([
        pictures.folder, "-o", run, "--model", "logistic", "--epochs", "3", "--log-format", "json",
      ])
      #expect(trained.status == 0)
      let lines = try trained.errors.split(separator: "\n").map { try JSON.object(String($0)) }
      let events = lines.compactMap { $0["event"] as? String }
      #expect(events.count == lines.count)
      #expect(Set(events).isSubset(of: ["note", "warning", "start", "progress", "epoch", "end", "result"]))
      #expect(
        events.filter { $0 != "note" && $0 != "warning" && $0 != "progress" } == [
          "start", "epoch", "epoch", "epoch", "end", "result",
        ])
      #expect(lines.allSatisfy { ($0["time"] as? String)?.hasSuffix("Z") == true })
      let warning = try #require(lines.first { $0["event"] as? String == "warning" })
      #expect((warning["message"] as? String)?.contains("broken.png") == true)

      let start = try #require(lines.first { $0["event"] as? String == "start" })
      #expect(start["run"] as? String == run && start["classes"] as? [String] == ["dark", "light"])
      #expect(start["epochs"] as? Int == 3 && start["epochs_done"] as? Int == 0)
      // The image that cannot be read is in no part.
      let counts = ["training_images", "validation_images", "test_images"].compactMap { start[$0] as? Int }
      #expect(counts.count == 3 && counts.reduce(0, +) == 24, "\(counts)")
      let history = try History(run)
      for (line, row) in zip(lines.filter { $0["event"] as? String == "epoch" }, history.rows) {
        for (name, text) in zip(history.columns, row) {
          // JSONSerialization reads numbers to within a unit of the last place.
          switch (line[name] as? Double, Double(text)) {
          case (let read?, let written?):
            #expect(abs(read - written) <= 1e-14 * abs(written), "\(name) in \(line)")
          case (let read, let written): #expect(read == written, "\(name) in \(line)")
          }
        }
        #expect(line["best"] is Bool)
      }
      let end = try #require(lines.first { $0["event"] as? String == "end" })
      #expect(end["reason"] as? String == "complete" && end["epochs"] as? Int == 3)
      let metrics = try JSON.object(at: run + "/metrics.json")
      for key in ["accuracy", "roc_auc", "threshold"] {
        #expect(
          lines.last?[key] is Double && lines.last?[key] as? Double == metrics[key] as? Double, "\(key)")
      }
      #expect(lines.last?["threshold_is_chosen"] as? Bool == false)
      #expect(metrics["threshold_is_chosen"] as? Bool == false)
    }
  }

  @Test func anErrorIsAnObjectTooAndNamesItsStatus() throws {
    let outcome = try Fovea.train(["/nowhere", "--log-format", "json", "-q"])
    let line = try JSON.object(outcome.errors)
    #expect(outcome.status == 66 && line["status"] as? Int == 66 && line["event"] as? String == "error")
    #expect((line["message"] as? String)?.contains("/nowhere") == true)
  }

  @Test(
    .enabled(if: Python.hasTensorBoard, "needs a Python with tensorboard; FOVEA_PYTHON may name it"))
  func tensorBoardReadsWhatHistoryHas() throws {
    struct Read: Decodable {
      let scalars: [String: [[Double]]]
      let images: [String: [Picture]]
    }
    struct Picture: Decodable {
      let (step, width, height): (Int, Int, Int)
      init(from decoder: any Decoder) throws {
        var values = try decoder.unkeyedContainer()
        step = try values.decode(Int.self)
        width = try values.decode(Int.self)
        height = try values.decode(Int.self)
      }
    }
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let options = [
        pictures.folder, "-o", folder + "/run", "--model", "logistic", "--augment", "light", "--tensorboard",
        folder + "/board", "-q", "-b", "10",
      ]
      // The second start takes the place of the first, as its run folder does.
      for epochs in ["4", "3"] {
        let trained = try Fovea.train(options + ["--epochs", epochs, "--overwrite"])
        #expect(trained.status == 0, "\(trained.errors)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/board/run").count == 2)
      let (status, output) = try Python.run(Python.eventReader, [folder + "/board/run"])
      try #require(status == 0)
      let read = try JSONDecoder().decode(Read.self, from: Data(output.utf8))
      let history = try History(folder + "/run")
      #expect(history.rows.count == 3)
      for (column, name) in history.columns.enumerated().dropFirst() {
        // Event files have single precision.
        let expected = history.rows.enumerated().compactMap { row, fields in
          Double(fields[column]).map { [Double(row + 1), Double(Float($0))] }
        }
        #expect(read.scalars[name] ?? [] == expected, "\(name)")
      }
      let metrics = try JSON.object(at: folder + "/run/metrics.json")
      let accuracy = try #require(metrics["accuracy"] as? Double)
      #expect(read.scalars["best_model_val_accuracy"] == [[3, Double(Float(accuracy))]])
      let confusion = try #require(read.images["confusion"])
      #expect(confusion.map(\.step) == [3] && confusion[0].width == 600)
      let batch = try #require(read.images["batch"])
      // Ten pictures of 16 pixels in rows of eight.
      #expect(batch.map(\.step) == [0] && batch[0].width == 8 * 20 + 4 && batch[0].height == 2 * 20 + 4)
    }
  }

  @Test func aFolderForTensorBoardThatCannotBeMadeStopsBeforeTraining() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.write("../taken", [])
      let outcome = try Fovea.train([
        pictures.folder, "-o", folder + "/run", "--model", "logistic", "--tensorboard", folder + "/taken",
        "-q",
      ])
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("\(folder)/taken/run: the folder cannot be made"))
    }
  }
}

/// `history.csv` of a run.
struct History {
  let columns: [String]
  let rows: [[String]]

  init(_ run: String) throws {
    let lines = try String(contentsOfFile: run + "/history.csv", encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    columns = lines.first ?? []
    rows = Array(lines.dropFirst())
  }
}
