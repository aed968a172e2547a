import Foundation
import FoveaDatasets
import TestSupport
import Testing

@testable import FoveaRuns

/// `Docs/Learning.md` says numbers as `**3.3100** <!-- derivative.forward -->`: each is one that its lesson computes on the
/// sample data.
@Suite("Docs/Learning.md")
struct LearningPageTests {
  private let page: String

  init() throws {
    page = try String(contentsOfFile: TestPaths.package + "/Docs/Learning.md", encoding: .utf8)
  }

  /// The numbers of a topic in the page, by name.
  private func claims(_ topic: LessonTopic) -> [(name: String, text: String)] {
    page.matches(of: /\*\*([^*]+)\*\* <!-- ([a-z]+)\.([a-z0-9-]+) -->/)
      .filter { $0.2 == topic.rawValue }.map { (String($0.3), String($0.1)) }
  }

  @Test("each number is what its lesson computes", arguments: LessonTopic.allCases)
  func numbers(topic: LessonTopic) throws {
    let making = LessonMaking(
      topic: topic, monitor: RunMonitor(), source: DataSource(path: TestPaths.package + "/SampleData"),
      classes: nil, seed: 0)
    let lesson = try topic.lesson(making)
    let claims = claims(topic)
    #expect(!claims.isEmpty, "the page has no number of \(topic.rawValue)")
    for (name, text) in claims {
      let number = try #require(lesson.numbers.first { $0.name == name }, "\(topic.rawValue).\(name)")
      if Self.isTrained.contains("\(topic.rawValue).\(name)") {
        // Another processor rounds otherwise, and training carries that on.
        let claimed = try #require(Double(text))
        #expect(
          abs(number.value - claimed) <= max(0.08, 0.3 * abs(claimed)),
          "\(topic.rawValue).\(name): \(number.value)")
      } else {
        #expect(number.text == text, "\(topic.rawValue).\(name)")
      }
    }
  }

  /// Numbers that come out of many steps of training.
  private static let isTrained: Set<String> = [
    "logistic.last-cost", "logistic.accuracy", "filters.accuracy", "states.accuracy", "samples.spread",
    "samples.first-spread", "samples.accuracy", "depth.spirals-1", "depth.spirals-2",
    "activations.dead-right",
    "activations.dead-large",
  ]

  @Test("each topic has a section with its command and a figure that is there")
  func sections() throws {
    for topic in LessonTopic.allCases {
      #expect(page.contains("\nfovea learn \(topic.rawValue)"), "no command of \(topic.rawValue)")
    }
    let figures = page.matches(of: /!\[[^\]]+\]\(Figures\/([a-z0-9-]+\.(?:svg|png))\)/).map { String($0.1) }
    #expect(figures.count >= LessonTopic.allCases.count)
    let names = try FileManager.default.contentsOfDirectory(atPath: TestPaths.package + "/Docs/Figures")
    #expect(Set(figures).isSubset(of: names), "\(Set(figures).subtracting(names))")
    // What nobody looks at is not kept.
    #expect(Set(names.filter { $0.hasSuffix("svg") || $0.hasSuffix("png") }) == Set(figures))
  }

  @Test(
    "figures of lessons without training are what is committed",
    arguments: [LessonTopic.derivative, .matrices, .propagation])
  func figures(topic: LessonTopic) throws {
    let folder = try TemporaryFolder()
    let summary = try LessonRun([topic], output: folder.path).perform()
    for figure in try #require(summary.lessons.first).figures {
      let committed = TestPaths.package + "/Docs/Figures/" + URL(fileURLWithPath: figure).lastPathComponent
      guard FileManager.default.fileExists(atPath: committed) else { continue }
      #expect(
        FileManager.default.contents(atPath: committed)
          == FileManager.default.contents(atPath: folder.file(figure)),
        "\(figure) has changed; run Scripts/make-figures")
    }
  }
}
