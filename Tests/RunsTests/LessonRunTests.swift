import Foundation
import FoveaDatasets
import TestSupport
import Testing

@testable import FoveaRuns

@Suite("Lessons as a job", .serialized)
struct LessonRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.file(path)).sorted()
  }

  @Test("a lesson is a page and its figures, the same bytes again")
  func samePages() throws {
    let topics: [LessonTopic] = [.derivative, .matrices, .neuron, .propagation, .descent]
    for name in ["a", "b"] {
      _ = try LessonRun(topics, output: folder.file(name), data: nil, command: "fovea learn all").perform()
    }
    let files = try names("a")
    let again = try names("b")
    #expect(files == again)
    #expect(
      Set(files).isSuperset(of: [
        "derivative.html", "descent.html", "figures", "figures/derivative-error.csv",
        "figures/derivative-error.svg",
        "figures/descent-contour.svg", "figures/propagation.svg", "index.html", "matrices.html",
        "neuron.html",
        "propagation.html",
      ]), "\(files)")
    for name in files where !name.hasSuffix("figures") {
      #expect(try folder.text("a/" + name) == folder.text("b/" + name), "\(name)")
    }
    let page = try folder.text("a/propagation.html")
    #expect(page.contains("Forward and back propagation") && page.contains("0.4231"))
    #expect(page.contains("fovea learn") && !page.contains("fovea report"))
    #expect(try folder.text("a/index.html").contains("href=\"descent.html\""))
  }

  @Test(
    "lessons on one's own pictures, twice the same",
    arguments: [LessonTopic.logistic, .filters, .states, .samples])
  func ownPictures(topic: LessonTopic) throws {
    let pictures = try Pictures(96)
    let data = DataSource(path: pictures.path, workers: 1)
    let first = try LessonRun([topic], output: folder.file("a"), data: data, command: "c").perform()
    let second = try LessonRun([topic], output: folder.file("b"), data: data, command: "c").perform()
    #expect(first.lessons == second.lessons)
    let entry = try #require(first.lessons.first)
    #expect(!entry.figures.isEmpty)
    for figure in entry.figures + [entry.page] {
      let bytes = try #require(FileManager.default.contents(atPath: folder.file("a/" + figure)))
      #expect(bytes == FileManager.default.contents(atPath: folder.file("b/" + figure)), "\(figure)")
    }
    // Bright on the left or on the right: easy to tell.
    if let accuracy = entry.numbers.first(where: { $0.name == "accuracy" }), topic != .samples {
      #expect(accuracy.value > 0.9)
    }
    #expect(entry.numbers.allSatisfy { $0.value.isFinite })
    for difference in entry.numbers where difference.name.hasSuffix("difference") {
      #expect(difference.value < 1e-4)
    }
    #expect(first.text.contains("the page is \(folder.file("a"))/\(topic.rawValue).html"))
  }

  @Test("logistic regression begins at ln 2 and weighs the side that is bright")
  func logistic() throws {
    let pictures = try Pictures(48)
    let lesson = try LogisticLesson(
      LessonMaking(
        topic: .logistic, monitor: RunMonitor(), source: DataSource(path: pictures.path, workers: 1),
        classes: ["right", "left"], seed: 0))
    #expect(abs(lesson.costs[0] - log(2)) < 1e-6)
    #expect(zip(lesson.costs, lesson.costs.dropFirst()).allSatisfy { $1 < $0 })
    // The second class is now 'left', which is bright there.
    var (left, right): (Float, Float) = (0, 0)
    for (place, weight) in lesson.weights.enumerated() {
      if place % 12 < 6 { left += weight } else { right += weight }
    }
    #expect(left > 0 && right < 0)
  }

  @Test("what cannot be taught says what to do")
  func refusals() throws {
    #expect(throws: LessonError.unknownTopic("calculus")) { try LessonTopic.topics(named: "calculus") }
    #expect(
      "\(LessonError.unknownTopic("calculus"))"
        == "topic 'calculus': expected all or one of derivative, matrices, neuron, descent, logistic, propagation, activations, depth, filters, states, samples; 'fovea learn' says what each is about"
    )
    #expect(try LessonTopic.topics(named: "all") == LessonTopic.allCases)
    let pictures = try Pictures(24)
    func run(_ topic: LessonTopic, classes: [String]? = nil, path: String? = nil) throws {
      _ = try LessonRun(
        [topic], output: folder.file("x"), data: DataSource(path: path ?? pictures.path, workers: 1),
        classes: classes
      ).perform()
    }
    #expect(throws: LessonError.unknownClass("up", known: ["left", "right"])) {
      try run(.logistic, classes: ["left", "up"])
    }
    #expect(throws: LessonError.classCount(.logistic, expected: "2 classes", received: 1)) {
      try run(.logistic, classes: ["left"])
    }
    #expect(throws: LessonError.classCount(.states, expected: "2 to 10 different classes", received: 1)) {
      try run(.states, classes: ["left", "left"])
    }
    #expect(throws: LessonError.fewPictures(className: "left", part: "learn from", count: 9, least: 16)) {
      try run(.samples)
    }
    let small = try Pictures(64, side: 8)
    #expect(throws: LessonError.smallPictures(.filters, least: 12, received: "8×8")) {
      try run(.filters, path: small.path)
    }
    #expect(throws: DataError.self) { try run(.states, path: folder.file("none")) }
    #expect(
      "\(LessonError.noPictures(.filters))"
        == "learn filters: expected labeled pictures, received no --data and found no folder SampleData here, above, or beside the program; give --data FOLDER with a folder for each class"
    )
    #expect(
      "\(LessonError.fewPictures(className: "cat", part: "hold out", count: 0, least: 1))"
        == "class 'cat': expected at least 1 readable picture to hold out, received 0; add pictures, or choose other classes with --classes"
    )
    #expect(
      "\(LessonError.classCount(.logistic, expected: "2 classes", received: 1))"
        == "learn logistic: expected 2 classes, received 1; choose them with --classes A,B")
    #expect(
      "\(LessonError.smallPictures(.filters, least: 12, received: "8×8"))"
        == "learn filters: expected pictures of at least 12×12 pixels, received 8×8; use larger pictures")
    #expect(
      "\(LessonError.unknownClass("up", known: ["a", "b"]))"
        == "--classes: no class is named 'up'; choose from a, b")
  }

  @Test("the sample data is found here, above, and above the program")
  func sampleData() throws {
    for path in ["one/two", "SampleData/train", "other/bin"] {
      try FileManager.default.createDirectory(atPath: folder.file(path), withIntermediateDirectories: true)
    }
    let expected = folder.file("SampleData")
    #expect(SampleData.path(from: folder.path, program: nil) == expected)
    #expect(SampleData.path(from: folder.file("one/two"), program: nil) == expected)
    let elsewhere = try TemporaryFolder()
    #expect(SampleData.path(from: elsewhere.path, program: folder.file("other/bin")) == expected)
    #expect(SampleData.path(from: elsewhere.path, program: nil) == nil)
  }

  @Test("a lesson that is cancelled ends")
  func cancelled() throws {
    let pictures = try Pictures(48)
    var steps = 0
    let monitor = RunMonitor(isCancelled: { steps > 2 }) { event in
      if case .phase(let phase) = event, phase.name == "epochs" { steps += 1 }
    }
    #expect(throws: CancellationError.self) {
      try LessonRun([.states], output: folder.file("x"), data: DataSource(path: pictures.path, workers: 1))
        .perform(monitor)
    }
    #expect(steps == 3)
  }
}
