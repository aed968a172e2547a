import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaTraining
import TestSupport
import Testing

@testable import FoveaRuns

@Suite("Training on a backbone as a library call")
struct HeadRunTests {
  private let pictures: Pictures
  private var folder: TemporaryFolder { pictures.folder }

  init() throws {
    pictures = try Pictures(40)
    try backbone(seed: 1)
  }

  /// Writes a network whose features still know where a picture is bright.
  private func backbone(seed: UInt64) throws {
    var builder = NetworkBuilder(input: [1, 12, 12])
    builder.append(.convolution(6, kernelSize: 3, stride: 2), name: "conv")
    builder.append(.batchNormalization, name: "norm")
    builder.append(.relu)
    builder.append(.flatten)
    builder.append(.linear(5), name: "head")
    let network = try builder.build()
    try ModelBundle(
      network: network,
      preprocessing: Preprocessing(
        geometry: Preprocessing.Geometry(width: 12, height: 12, channels: .gray),
        normalization: Normalization(mean: [0.4], deviation: [0.3]), layout: .planes),
      classes: ["a", "b", "c", "d", "e"],
      parameters: network.initialParameters(random: RandomSource(seed: seed)),
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00")
    ).write(to: folder.file("b.safetensors"))
  }

  private func settings(
    _ method: BackboneSettings.Method = .headOnly, hidden: [Int] = [], curve: Bool = false
  ) throws -> TrainingSettings {
    TrainingSettings(
      source: DataSource(
        path: pictures.path, split: SplitSettings(validation: 0.25, isChecked: false),
        cache: PixelCache(memory: 0, folder: folder.file("cache")), workers: 1),
      precision: .f32, measuresAlgorithms: false, threads: 2, checkpointMinutes: 1000,
      backbone: try BackboneSettings(
        folder.file("b.safetensors"), method: method, hidden: hidden, hasLearningCurve: curve))
  }

  private func recipe(epochs: Int = 3, seed: UInt64 = 0) -> RecipeChoice {
    RecipeChoice { recipe in
      var recipe = recipe
      recipe.epochs = epochs
      recipe.seed = seed
      // Mirror images are of the other class.
      recipe.augmentation = Augmentation(.none)
      return recipe
    }
  }

  private func run(_ name: String, _ settings: TrainingSettings, epochs: Int = 3) -> TrainingRun {
    TrainingRun(settings, recipe: recipe(epochs: epochs), folder: RunFolder(existing: folder.file(name)))
  }

  @Test("a head alone fills an ordinary run folder, whose model says what the run says")
  func head() throws {
    var events: [String] = []
    let outcome = try run("a", settings()).perform(
      RunMonitor { event in
        switch event {
        case .trainingStarted(let facts):
          events.append("started")
          #expect(facts.configuration.model == "b" && facts.configuration.samples.training == 30)
          #expect(facts.configuration.backbone?.digest?.count == 64)
        case .trainingEnded(let end): events.append("\(end)")
        case .scored: events.append("scored")
        default: break
        }
      })
    #expect(events == ["started", "complete", "scored"])
    #expect(outcome.result.accuracy == 1 && outcome.result.split == "val" && outcome.result.samples == 10)
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: folder.file("a"))).isSuperset(of: [
        "model.safetensors", "config.json", "history.csv", "metrics.json", "report.html", "predictions.csv",
        "confusion.csv", "per_class.csv", "errors.csv", "split.csv", "digests.json",
      ]))
    let rows = try folder.text("a/history.csv").split(separator: "\n")
    #expect(
      rows[0]
        == "l2,iterations,largest_gradient,train_loss,train_accuracy,held_out_loss,held_out_accuracy,seconds,kept"
    )
    #expect(rows.dropFirst().count { $0.hasSuffix(",true") } == 1)
    // Scored again by the whole network.
    let again = try EvaluationRun(model: folder.file("a")).perform()
    #expect(again.samples == 10 && again.accuracy == 1 && abs(again.logLoss - outcome.result.logLoss) < 1e-4)
    #expect(outcome.model.classes == ["left", "right"] && outcome.model.heldOut?.samples == 10)
    #expect(try Classifier(outcome.model).classify(Pictures.picture(1)).label == "right")
    // The layers of the backbone are as they were.
    let before = try ModelBundle(contentsOf: folder.file("b.safetensors")).parameters
    #expect(outcome.model.parameters["conv.weight"] == before["conv.weight"])
  }

  @Test("the second run computes no features, and the same seed gives the same bits")
  func cached() throws {
    let first = try run("a", settings()).perform()
    #expect(first.summary.contains("40 pictures seen by b (216 features), 0 pictures known"))
    let second = try run("c", settings()).perform()
    #expect(second.summary.contains("0 pictures seen by b (216 features), 40 pictures known"))
    #expect(first.model.parameters == second.model.parameters)
  }

  @Test("a run that is finished says so, one that was killed begins anew, changes are refused")
  func resumed() throws {
    let first = try run("a", settings()).perform()
    let finished = try TrainingRun(resuming: folder.file("a")).perform()
    #expect(finished.summary.hasSuffix("is finished: there is nothing to go on with"))
    #expect(finished.result.accuracy == first.result.accuracy)
    let cut = RunMonitor { event in if case .note(.trial) = event { throw CancellationError() } }
    #expect(throws: CancellationError.self) { _ = try run("cut", settings()).perform(cut) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("cut/model.safetensors")))
    let resumed = try TrainingRun(resuming: folder.file("cut")).perform()
    #expect(resumed.model.parameters == first.model.parameters)
    #expect(resumed.summary.contains("0 pictures seen"))
    #expect(throws: CancellationError.self) { _ = try run("cut2", settings()).perform(cut) }
    try backbone(seed: 2)
    let error = #expect(throws: TransferError.self) {
      _ = try TrainingRun(resuming: folder.file("cut2")).perform()
    }
    #expect(error == .changedBackbone(path: folder.file("b.safetensors")))
    #expect(!FileManager.default.fileExists(atPath: folder.file("cut2/model.safetensors")))
  }

  @Test("a head with hidden layers has epochs")
  func hidden() throws {
    let outcome = try run("a", settings(hidden: [8]), epochs: 5).perform()
    #expect(outcome.history.count == 5 && outcome.model.network.nodes.contains { $0.name == "head_hidden1" })
    #expect(try folder.text("a/history.csv").split(separator: "\n").count == 6)
    let again = try EvaluationRun(model: folder.file("a")).perform()
    #expect(abs(again.logLoss - outcome.result.logLoss) < 1e-4)
  }

  @Test("folds: each head is of the other folds, and nothing is chosen by the one that scores")
  func folds() throws {
    let outcome = try CrossValidationRun(
      settings(), recipe: recipe(), folds: 4, folder: RunFolder(existing: folder.file("f"))
    ).perform()
    #expect(outcome?.result.samples == 40 && outcome?.result.accuracy == 1)
    let model = try ModelBundle(contentsOf: folder.file("f/fold-2/model.safetensors"))
    // A fifth of each class of the other folds chooses; eight are too few for a temperature.
    #expect(model.temperature == 1 && model.heldOut?.samples == 8 && model.provenance.trainingSamples == 22)
    #expect(model.provenance.validationSamples == 8)
    #expect(throws: ResumptionError.self) { _ = try TrainingRun(resuming: folder.file("f/fold-2")) }
  }

  @Test("fine-tuning begins with the head, moves all layers, keeps statistics, and goes on bit for bit")
  func fineTuned() throws {
    let outcome = try run("a", settings(.fineTune)).perform()
    #expect(outcome.history.count == 3 && outcome.result.accuracy == 1)
    // A head that was not learned before would be at one half.
    #expect((outcome.history.first?.trainingAccuracy ?? 0) > 0.9)
    let before = try ModelBundle(contentsOf: folder.file("b.safetensors")).parameters
    #expect(outcome.model.parameters["conv.weight"] != before["conv.weight"])
    #expect(outcome.model.parameters["norm.running_mean"] == before["norm.running_mean"])
    var batches = 0
    let cut = RunMonitor(isCancelled: { batches >= 1 }) { event in if case .batch = event { batches += 1 } }
    #expect(try run("cut", settings(.fineTune)).perform(cut).isInterrupted)
    let resumed = try TrainingRun(resuming: folder.file("cut")).perform()
    #expect(resumed.history.count == 3 && resumed.model.parameters == outcome.model.parameters)
  }

  @Test("a learning curve has ever more images, all of them at its end")
  func curve() throws {
    let outcome = try run("a", settings(curve: true)).perform()
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: folder.file("a/learning_curve.json"))))
    let points = try #require((json as? [String: Any])?["points"] as? [[String: Any]])
    #expect(points.compactMap { $0["images_per_class"] as? Int } == [10, 15])
    #expect(points.compactMap { $0["images"] as? Int } == [20, 30])
    #expect(points.compactMap { $0["draws"] as? Int } == [5, 1])
    #expect(try folder.text("a/report.html").contains("Accuracy by number of images"))
    #expect(outcome.summary.contains("15 images a class: accuracy 100.00 %"))
  }

  @Test("a class with one image is named before anything is written")
  func oneImage() throws {
    try FileManager.default.createDirectory(
      atPath: pictures.path + "/alone", withIntermediateDirectories: false)
    try Data(Pictures.picture(77).pngBytes()).write(
      to: URL(fileURLWithPath: pictures.path + "/alone/1.png"))
    #expect(throws: TransferError.fewImages(name: "alone", count: 1)) {
      _ = try run("a", settings()).perform()
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("a")))
  }

  @Test("a ladder has a head on the backbone beside networks from their beginning")
  func ladder() throws {
    let ladder = try LadderRun(
      settings(), minutes: 5, architectures: [.logistic(LogisticRegression())],
      folder: RunFolder(existing: folder.file("ladder"))
    ).perform()
    let names = ladder?.rungs.map(\.name) ?? []
    #expect(names.first == "majority" && names.last == "b" && names.contains("logistic"))
    #expect(FileManager.default.fileExists(atPath: folder.file("ladder/b/model.safetensors")))
    #expect(ladder?.notes.last?.hasPrefix("b is a head on features that were learned from other") == true)
  }

  @Test("a head that the time is not enough for is left out or stopped, and it is said")
  func ladderWithoutTime() throws {
    let ladder = try LadderRun(
      settings(), minutes: 0.001, folder: RunFolder(existing: folder.file("ladder"))
    ).perform()
    #expect(ladder?.rungs.contains { $0.name == "b" } == false)
    let note = try #require(ladder?.notes.last)
    #expect(note.hasPrefix("b was left out: a head on its features of 40 images, "), "\(note)")
    #expect(note.hasSuffix(" and there were 0 s; give more --minutes"), "\(note)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("ladder/b")))
    // Stopped when its time is over, whatever was expected.
    let monitor = RunMonitor()
    let source = try settings().source
    let data = try source.decoded(monitor) { _, _ in }
    let rung = try BackboneRung(try #require(try TransferSource(settings())), source, data, monitor)
    let slow = RunMonitor { event in if case .note(.trial) = event { Thread.sleep(forTimeInterval: 0.2) } }
    let (stopped, why) = try rung.perform(
      in: RunFolder(existing: folder.file("stopped")), command: nil, seconds: max(rung.seconds, 0.1), slow)
    #expect(stopped == nil && why.hasPrefix("b was stopped: "), "\(why)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("stopped")))
  }

  @Test("an installed backbone is taken for photos, which are large and in colour")
  func expected() throws {
    let store = BackboneStore(folder: folder.file("store"))
    #expect(try BackboneSettings.expectedToBeBetter(on: pictures.path, store: store) == nil)
    try FileManager.default.createDirectory(
      atPath: folder.file("store/tiny"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder.file("b.safetensors"), toPath: folder.file("store/tiny/backbone.safetensors"))
    let record = Backbone(
      name: "tiny", architecture: "test", license: nil, source: "test", sourceDigest: "00", digest: "00")
    try JSONEncoder().encode(record).write(
      to: URL(fileURLWithPath: folder.file("store/tiny/backbone.json")))
    #expect(try BackboneSettings.installed(in: store) == "tiny")
    // Small and gray.
    #expect(try BackboneSettings.expectedToBeBetter(on: pictures.path, store: store) == nil)
    for (index, name) in ["cat", "dog"].enumerated() {
      try FileManager.default.createDirectory(
        atPath: folder.file("photos/\(name)"), withIntermediateDirectories: true)
      let photo = Image(
        width: 80, height: 70, channels: 3,
        pixels: (0..<80 * 70 * 3).map { UInt8(($0 * (index + 3)) % 251) })
      try Data(photo.pngBytes()).write(to: URL(fileURLWithPath: folder.file("photos/\(name)/1.png")))
    }
    let settings = try BackboneSettings.expectedToBeBetter(on: folder.file("photos"), store: store)
    #expect(settings?.shortName == "tiny" && settings?.method == .headOnly)
    #expect(settings?.path == folder.file("store/tiny/backbone.safetensors"))
    #expect(try BackboneSettings.trainingImages(of: pictures.path) == 40)
  }

  @Test("names for folders and tables")
  func names() throws {
    var settings = try BackboneSettings(folder.file("b.safetensors"))
    #expect(settings.shortName == "b" && settings.method == .headOnly)
    settings.name = "runs/pets/model.safetensors"
    #expect(settings.shortName == "pets")
    settings.name = "efficientnet-lite0"
    #expect(settings.shortName == "efficientnet-lite0")
    #expect(BackboneSettings.Method.usual(samples: 4999) == .headOnly)
    #expect(BackboneSettings.Method.usual(samples: 5000) == .fineTune)
  }
}
