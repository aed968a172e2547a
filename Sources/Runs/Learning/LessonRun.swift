import Foundation
import FoveaDatasets
import FoveaFiles
import FoveaReports

/// Lessons as a job: each is computed with the library itself, on pictures of the student or the sample data, and becomes a
/// page with its figures.
public struct LessonRun: Sendable {
  /// What is taught, in order.
  public let topics: [LessonTopic]
  /// The folder for pages and figures.
  public let output: String
  /// Labeled pictures for the lessons that need some; nil looks for the sample data.
  public let data: DataSource?
  /// Classes by name for lessons on pictures; nil leaves the choice to each.
  public let classes: [String]?
  /// Decides first weights, order of pictures and noise.
  public let seed: UInt64
  /// The command that pages name; nil names the one that gives the same.
  public var command: String?

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    _ topics: [LessonTopic], output: String, data: DataSource? = nil, classes: [String]? = nil,
    seed: UInt64 = 0,
    command: String? = nil
  ) {
    self.topics = topics
    self.output = output
    self.data = data
    self.classes = classes
    self.seed = seed
    self.command = command
  }

  /// Begins on a thread of its own.
  public func start() -> Job<LessonSummary> { Job { try perform($0) } }

  /// Performs all of it on this thread, and writes `TOPIC.html` for each topic, `figures/`, and for several topics
  /// `index.html`.
  ///
  /// - Throws: `LessonError` for pictures or classes that do not fit, `DataError` for data that cannot be used, `FileError`
  ///   where nothing can be written.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> LessonSummary {
    let source = try settledSource()
    let isNew = !FileManager.default.fileExists(atPath: output)
    let writer = try ReportWriter(folder: output)
    do {
      return try perform(source, writer, monitor)
    } catch {
      // The folder is made first, so that one that cannot be made is known before anything is computed; it goes again where
      // nothing came of it. What is not empty stays.
      if isNew { rmdir(output) }
      throw error
    }
  }

  private func perform(
    _ source: DataSource?, _ writer: ReportWriter, _ monitor: RunMonitor
  ) throws -> LessonSummary {
    var entries: [LessonSummary.Entry] = []
    for topic in topics {
      try monitor.requireGoingOn()
      let lesson = try monitor.phase(topic.title) { try self.lesson(topic, source, monitor) }
      let subtitle = topic.needsPictures ? "\(topic.abstract); on \(source?.path ?? "")" : topic.abstract
      try writer.write(
        lesson.content(command: command ?? "fovea learn \(topic.rawValue)", subtitle: subtitle))
      entries.append(LessonSummary.Entry(lesson))
    }
    if topics.count > 1 {
      try writer.write(
        LessonIndex(
          title: "Learn what a classifier is made of",
          subtitle: "each step is computed with the library itself; numbers and figures are its own",
          lessons: topics.map { ($0.title, $0.abstract, $0.rawValue + ".html") }))
    }
    return LessonSummary(folder: output, lessons: entries)
  }

  /// Computes one lesson without writing anything.
  func lesson(_ topic: LessonTopic, _ source: DataSource?, _ monitor: RunMonitor) throws -> Lesson {
    try topic.lesson(
      LessonMaking(topic: topic, monitor: monitor, source: source, classes: classes, seed: seed))
  }

  /// Where pictures come from; refused before anything is computed where a lesson needs some and there are none.
  private func settledSource() throws -> DataSource? {
    if let data { return data }
    if let path = SampleData.path() { return DataSource(path: path, seed: seed) }
    if let topic = topics.first(where: \.needsPictures) { throw LessonError.noPictures(topic) }
    return nil
  }
}

/// Where the sample data of a checkout is.
enum SampleData {
  private static let name = "SampleData"

  /// The folder here or above, or above the program; nil where there is none.
  static func path(
    from folder: String = FileManager.default.currentDirectoryPath,
    program: String? = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
  ) -> String? {
    if isSampleData(folder + "/" + name) {
      return folder == FileManager.default.currentDirectoryPath ? name : folder + "/" + name
    }
    return [folder, program].compactMap { $0 }.flatMap(above).map { $0 + "/" + name }.first(
      where: isSampleData)
  }

  /// A folder and those that it is in, the nearest first.
  private static func above(_ folder: String) -> [String] {
    var url = URL(fileURLWithPath: folder).standardizedFileURL
    var folders = [url.path]
    while url.path != "/", !url.path.isEmpty {
      url = url.deletingLastPathComponent()
      folders.append(url.path == "/" ? "" : url.path)
    }
    return folders
  }

  private static func isSampleData(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path + "/train", isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
