import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaInference
import FoveaNetworks
import FoveaTraining
import TestSupport
import Testing

@testable import FoveaRuns

@Suite("A training run as a library call")
struct TrainingRunTests {
  private let pictures: Pictures

  init() throws { pictures = try Pictures() }

  /// Without a check, since the pictures are near-duplicates of each other.
  private func run(_ folder: String, epochs: Int = 3) -> TrainingRun {
    var source = DataSource(path: pictures.path, split: SplitSettings(validation: 0.25, isChecked: false))
    source.workers = 1
    let settings = TrainingSettings(
      source: source, architecture: .mlp(MultilayerPerceptron()), precision: .f32, threads: 2,
      checkpointMinutes: 1000)
    let recipe = RecipeChoice { recipe in
      var recipe = recipe
      recipe.epochs = epochs
      recipe.batchSize = .samples(4)
      return recipe
    }
    return TrainingRun(
      settings, recipe: recipe, folder: RunFolder(existing: pictures.folder.file(folder)))
  }

  private func parameters(_ folder: String) throws -> [String: Tensor] {
    try ModelBundle(contentsOf: pictures.folder.file(folder) + "/model.safetensors").parameters
  }

  @Test("tells what happens in order, and the folder is complete at its end")
  func events() async throws {
    let job = run("a").start()
    var names: [String] = []
    for try await event in job.events {
      switch event {
      case .trainingStarted(let facts):
        names.append("started")
        #expect(facts.training.count == 18)
        #expect(facts.configuration.samples.validation == 6)
      case .batch(let progress): if progress.batch == 1 { names.append("batch") }
      case .epoch(let epoch): names.append("epoch \(epoch.number)")
      case .trainingEnded(let end):
        names.append("ended")
        #expect(end == .complete)
      case .scored(let result):
        names.append("scored")
        #expect(result.split == "val")
      case .trainingFailed(let reason): Issue.record("\(reason)")
      case .phase, .phaseEnded, .note, .warning, .adversarialStep, .adversarialEpoch: break
      }
    }
    #expect(
      names == ["started", "batch", "epoch 1", "batch", "epoch 2", "batch", "epoch 3", "ended", "scored"])
    let outcome = try await job.outcome()
    #expect(outcome.history.count == 3)
    #expect(!outcome.isInterrupted)
    #expect(try parameters("a") == outcome.model.parameters)
    let files = try FileManager.default.contentsOfDirectory(atPath: pictures.folder.file("a"))
    #expect(
      Set(files).isSuperset(of: [
        "model.safetensors", "last.safetensors", "config.json", "recipe.yaml", "history.csv", "metrics.json",
        "report.html", "predictions.csv", "confusion.csv", "per_class.csv", "errors.csv", "split.csv",
      ]))
  }

  @Test("ends with the batch that it is cancelled in, and goes on bit for bit", arguments: [1, 7])
  func cancelled(batches: Int) throws {
    _ = try run("whole").perform()
    var seen = 0
    let monitor = RunMonitor(isCancelled: { seen >= batches }) { event in
      if case .batch = event { seen += 1 }
    }
    let outcome = try run("cut").perform(monitor)
    #expect(outcome.isInterrupted)
    #expect(seen == batches)
    #expect(try parameters("cut") != parameters("whole"))
    let resumed = try TrainingRun(resuming: pictures.folder.file("cut")).perform()
    #expect(!resumed.isInterrupted)
    #expect(resumed.history.count == 3)
    #expect(try parameters("cut") == parameters("whole"))
  }

  @Test("ends when the task that waits for it is cancelled, and can go on")
  func cancelledTask() async throws {
    let job = run("cut", epochs: 5000).start()
    let waiting = Task { try await job.outcome() }
    for try await event in job.events { if case .batch = event { waiting.cancel() } }
    #expect(try await waiting.value.isInterrupted)
    #expect(try TrainingRun(resuming: pictures.folder.file("cut")).settings.architecture.name == "mlp")
  }

  @Test("an error of who listens ends it")
  func failingReceiver() {
    struct Failure: Error, Equatable {}
    #expect(throws: Failure()) {
      try run("a").perform(RunMonitor { event in if case .epoch = event { throw Failure() } })
    }
  }

  @Test("data of another folder keeps its names when a run goes on elsewhere")
  func names() throws {
    var source = DataSource(path: "data")
    source.base = pictures.folder.path
    let labeled = try source.labeled()
    #expect(labeled.path == "data")
    #expect(labeled.all.map(\.name).contains("data/left/0.png"))
    guard case .file(let path) = labeled.all[0].source else {
      Issue.record("no file")
      return
    }
    #expect(FileManager.default.fileExists(atPath: path))
  }
}
