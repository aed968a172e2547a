import FoveaEvaluation
import FoveaReports

/// What lessons gave: their numbers, and the files that were written.
public struct LessonSummary: Hashable, Sendable, Encodable {
  /// The folder of all files.
  public let folder: String
  /// Each lesson, in order.
  public let lessons: [Entry]

  /// What one lesson gave.
  public struct Entry: Hashable, Sendable, Encodable {
    /// What it is about.
    public let topic: LessonTopic
    /// Its page in the folder.
    public let page: String
    /// Its figures in the folder, in the order of the page.
    public let figures: [String]
    /// What was computed.
    public let numbers: [LessonNumber]

    init(_ lesson: Lesson) {
      topic = lesson.topic
      page = lesson.topic.rawValue + ".html"
      figures = lesson.figures.map { "figures/" + $0.file }
      numbers = lesson.numbers
    }
  }

  /// The numbers of each lesson, and where its page is.
  public var text: String {
    var lines: [String] = []
    for lesson in lessons {
      let width = lesson.numbers.reduce(0) { max($0, $1.text.displayWidth) }
      lines.append(lesson.topic.title)
      lines += lesson.numbers.map { "  \($0.text.leftPadded(to: width))  \($0.meaning)" }
      lines.append("  the page is \(folder)/\(lesson.page)")
    }
    if lessons.count > 1 { lines.append("all pages: \(folder)/index.html") }
    return lines.joined(separator: "\n")
  }
}
