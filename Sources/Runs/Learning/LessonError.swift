import FoveaEvaluation

/// Why a lesson cannot be made.
public enum LessonError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A topic that there is no lesson of.
  case unknownTopic(String)
  /// A lesson about pictures, and none were named or found.
  case noPictures(LessonTopic)
  /// A class that the pictures do not have.
  case unknownClass(String, known: [String])
  /// Another number of classes than a lesson takes.
  case classCount(LessonTopic, expected: String, received: Int)
  /// A class with too few readable pictures in a part.
  case fewPictures(className: String, part: String, count: Int, least: Int)
  /// Pictures with a side that is too short for the layers of a lesson.
  case smallPictures(LessonTopic, least: Int, received: String)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .unknownTopic(let name):
      "topic '\(name)': expected all or one of \(LessonTopic.allCases.map(\.rawValue).joined(separator: ", ")); 'fovea learn' says what each is about"
    case .noPictures(let topic):
      "learn \(topic.rawValue): expected labeled pictures, received no --data and found no folder SampleData here, above, or beside the program; give --data FOLDER with a folder for each class"
    case .unknownClass(let name, let known):
      "--classes: no class is named '\(name)'; choose from \(known.joined(separator: ", "))"
    case .classCount(let topic, let expected, let received):
      "learn \(topic.rawValue): expected \(expected), received \(received); choose them with --classes A,B"
    case .fewPictures(let name, let part, let count, let least):
      "class '\(name)': expected at least \(Sentence.count(least, "readable picture")) to \(part), received \(count); add pictures, or choose other classes with --classes"
    case .smallPictures(let topic, let least, let received):
      "learn \(topic.rawValue): expected pictures of at least \(least)×\(least) pixels, received \(received); use larger pictures"
    }
  }
}
