import Foundation
import FoveaDatasets
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("A classifier for any number of tasks")
struct ClassifierTests {
  private let classifier: Classifier

  init() throws {
    // A network whose outputs depend on every pixel, so that a mixed-up batch shows.
    let example = try Example.bundle()
    let bundle = try ModelBundle(
      network: example.network, preprocessing: example.preprocessing, classes: example.classes,
      parameters: [
        "head.weight": Tensor([1, 4], [0.5, -1, 2, 0.25]), "head.bias": Tensor([1], [0.25]),
      ], provenance: example.provenance)
    classifier = try Classifier(bundle)
  }

  private func picture(_ index: Int) -> Image {
    Image(width: 2, height: 2, channels: 1, pixels: (0..<4).map { UInt8((index * 37 + $0 * 91) % 256) })
  }

  @Test("the size of a batch is the largest that is at least half full")
  func sizes() {
    #expect(
      [1, 2, 4, 5, 8, 16, 17, 32, 64, 65, 128, 1000].map(ContextPool.size(for:)) == [
        1, 1, 1, 8, 8, 8, 32, 32, 32, 128, 128, 128,
      ])
  }

  @Test("many pictures are labeled as each by itself", arguments: [1, 3, 17, 200])
  func many(count: Int) throws {
    let pictures = (0..<count).map(picture)
    let together = try classifier.classify(pictures)
    #expect(together.count == count)
    for (index, result) in together.enumerated() {
      let alone = try classifier.classify(pictures[index])
      #expect(abs(alone.probabilities[1] - result.probabilities[1]) < 1e-6, "picture \(index)")
    }
  }

  @Test("two tasks that classify a thousand pictures each at once give the bytes of one after the other")
  func tasks() async throws {
    let (first, second) = ((0..<1000).map(picture), (1000..<2000).map(picture))
    let expected = (try await classifier.classify(first), try await classifier.classify(second))
    for _ in 0..<3 {
      async let one = classifier.classify(first)
      async let two = classifier.classify(second)
      let received = try await (one, two)
      #expect(received.0 == expected.0)
      #expect(received.1 == expected.1)
    }
    // Two threads, each with a context of its own.
    let (classifier, pictures) = (classifier, [first, second])
    let results = ParallelMap.map(2, workers: 2) { index in
      Result { try classifier.classify(pictures[index]) }
    }
    #expect(try results[0].get() == expected.0)
    #expect(try results[1].get() == expected.1)
  }

  @Test("bytes of a file, and a folder of files of which one is damaged")
  func files() async throws {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try Data(picture(index).pngBytes()).write(to: URL(fileURLWithPath: folder.file("\(index).png")))
    }
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder.file("3.png")))
    var labels: [String] = []
    for try await item in classifier.classify(folder: folder.path) {
      switch item.outcome {
      case .success(let classification):
        let index = labels.count
        #expect(try await classification == classifier.classify(bytes: picture(index).pngBytes()))
        labels.append(classification.label)
      case .failure(let failure): labels.append("error: \(failure)")
      }
    }
    #expect(labels.count == 4)
    #expect(labels.last?.hasPrefix("error: ") == true)
    await #expect(throws: ClassificationFailure.self) {
      try await classifier.classify(bytes: Array("no picture".utf8))
    }
  }

  @Test("weights that are no numbers are refused in every path")
  func notFinite() async throws {
    let example = try Example.bundle()
    let bundle = try ModelBundle(
      network: example.network, preprocessing: example.preprocessing, classes: example.classes,
      parameters: ["head.weight": Tensor([1, 4], [.nan, 0, 0, 0]), "head.bias": Tensor([1], [0])],
      provenance: example.provenance)
    let classifier = try Classifier(bundle)
    await #expect(throws: InferenceError.notFinite(name: "picture 1")) {
      try await classifier.classify([picture(0)])
    }
    await #expect(throws: InferenceError.notFinite(name: "the picture")) {
      try await classifier.classify(bytes: picture(0).pngBytes())
    }
    let folder = try TemporaryFolder()
    try Data(picture(0).pngBytes()).write(to: URL(fileURLWithPath: folder.file("0.png")))
    await #expect(throws: InferenceError.notFinite(name: folder.file("0.png"))) {
      for try await _ in classifier.classify(folder: folder.path) {}
    }
  }

  @Test("a cancelled task stops between portions")
  func cancelled() async throws {
    let classifier = classifier
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await classifier.classify(picture(0))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
