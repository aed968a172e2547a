import Foundation
import FoveaDatasets
import FoveaInference
import FoveaNetworks
import FoveaTraining
import TestSupport
import Testing

@testable import FoveaRuns

@Suite("An adversarial run as a library call")
struct AdversarialRunTests {
  private func settings(_ pictures: Pictures) -> AdversarialSettings {
    AdversarialSettings(
      source: DataSource(path: pictures.path, workers: 1),
      recipe: AdversarialRecipe(
        networks: DCGAN(latent: 4, width: 2), epochs: 3, batchSize: 8, isConditional: true),
      threads: 1, checkpointMinutes: 1000)
  }

  @Test("a job tells each epoch, and one that is cancelled goes on where it was")
  func cancelled() async throws {
    // Twelve pixels a side are twice six.
    let pictures = try Pictures(40)
    let whole = RunFolder(existing: pictures.folder.file("whole"))
    let job = AdversarialRun(settings(pictures), folder: whole).start()
    var epochs: [Int] = []
    var stepsSeen: [Int] = []
    for try await event in job.events {
      switch event {
      case .adversarialStep(let progress):
        stepsSeen.append(progress.step)
        #expect(progress.epochs == 3 && progress.steps == 5)
        #expect(abs(progress.runShare - Double(stepsSeen.count) / 15) < 1e-9)
      case .adversarialEpoch(let epoch, let sheet):
        epochs.append(epoch.number)
        #expect(FileManager.default.fileExists(atPath: sheet))
      case .phase, .phaseEnded, .note, .warning, .trainingStarted, .batch, .epoch, .trainingEnded,
        .trainingFailed,
        .scored:
        break
      }
    }
    #expect(epochs == [1, 2, 3])
    #expect(stepsSeen == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    let outcome = try await job.outcome()
    #expect(!outcome.isInterrupted)
    #expect(outcome.history.map(\.steps) == [5, 10, 15])

    let stopped = RunFolder(existing: pictures.folder.file("stopped"))
    var steps = 0
    let first = try AdversarialRun(settings(pictures), folder: stopped).perform(
      RunMonitor(isCancelled: { steps >= 7 }) { event in
        if case .adversarialStep = event { steps += 1 }
      })
    #expect(first.isInterrupted)
    let second = try AdversarialRun(resuming: stopped.path).perform()
    #expect(second.generator.parameters == outcome.generator.parameters)
    #expect(
      second.history.map(\.discriminatorLoss) == outcome.history.map(\.discriminatorLoss))
  }

  @Test("pictures of a size that no generator makes are brought to the nearest one")
  func size() throws {
    let pictures = try Pictures(40, side: 13)
    let data = try AdversarialData(settings(pictures), RunMonitor())
    #expect(data.pixels.geometry.width == 14)
    var other = settings(pictures)
    other.source.images.size = 13
    #expect(throws: NetworkError.self) { try AdversarialData(other, RunMonitor()) }
  }

  @Test("every error says what to do")
  func sentences() {
    let sentences: [(AdversarialError, String)] = [
      (
        .fewImages(className: "cat", count: 3, least: 16),
        "class 'cat': expected at least 16 readable images for a generator to learn from, received 3; add images, or choose another class with --class"
      ),
      (.unknownClass("cow", known: ["cat", "dog"]), "no class is named 'cow'; choose one of cat, dog"),
      (
        .notConditional(path: "run"),
        "run: expected a generator that knows classes, received one that was trained without; train it with --conditional"
      ),
      (
        .unknownClasses(path: "run", missing: ["cow"], known: ["cat", "dog"]),
        "run: expected a generator of every class of the data, received one without cow (it knows cat, dog); train it on this data with --conditional"
      ),
    ]
    for (error, sentence) in sentences { #expect("\(error)" == sentence) }
    #expect(
      "\(ResumptionError.generatorRun(path: "run"))"
        == "run: expected the run of a classifier, received that of a generator; go on with it by fovea gan train --resume"
    )
    #expect(
      "\(ResumptionError.classifierRun(path: "run"))"
        == "run: expected the run of a generator, received that of a classifier; go on with it by fovea train --resume"
    )
  }
}
