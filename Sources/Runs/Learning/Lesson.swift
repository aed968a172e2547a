import Foundation
import FoveaFiles
import FoveaReports

/// A step of the walk as it was computed: words, figures, and the numbers that they are about.
struct Lesson: Sendable {
  let topic: LessonTopic
  let sections: [LessonContent.Section]
  let numbers: [LessonNumber]

  /// What the page shows; `command` is what made it.
  func content(command: String, subtitle: String) -> LessonContent {
    LessonContent(
      name: topic.rawValue, title: topic.title, subtitle: subtitle, command: command, sections: sections,
      numbers: numbers.map { ($0.meaning, $0.text) })
  }

  var figures: [LessonFigure] { sections.flatMap(\.figures) }
}

/// A number that a lesson leads to.
public struct LessonNumber: Hashable, Sendable, Encodable {
  /// A word for it within its lesson, such as `forward-quotient`.
  public let name: String
  /// What it is.
  public let meaning: String
  /// The number itself.
  public let value: Double
  /// As the page shows it.
  public let text: String

  /// - Parameter digits: decimals that are shown; nil shows three digits, as of very small numbers.
  init(_ name: String, _ meaning: String, _ value: Double, digits: Int? = nil) {
    self.name = name
    self.meaning = meaning
    self.value = value
    text = digits.map { fixed(value, $0) } ?? significant(value)
  }

  private enum CodingKeys: String, CodingKey { case name, meaning, value, text }
}

/// A number of three digits that may be very small: `0.00213`, `2.13e-07`.
func significant(_ value: Double) -> String { String(format: "%.3g", value) }
