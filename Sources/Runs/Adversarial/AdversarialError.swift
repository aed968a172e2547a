import FoveaEvaluation

/// Why a generator cannot be trained or asked for pictures.
public enum AdversarialError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A class with fewer readable images than a generator can learn from.
  case fewImages(className: String, count: Int, least: Int)
  /// A class that the data or the generator does not have; `known` are those that there are.
  case unknownClass(String, known: [String])
  /// A class is asked of a generator that was not told classes.
  case notConditional(path: String)
  /// Generated images are asked for classes that the generator does not know.
  case unknownClasses(path: String, missing: [String], known: [String])

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .fewImages(let name, let count, let least):
      "class '\(name)': expected at least \(least) readable images for a generator to learn from, received \(count); add images, or choose another class with --class"
    case .unknownClass(let name, let known):
      "no class is named '\(name)'; choose one of \(known.joined(separator: ", "))"
    case .notConditional(let path):
      "\(path): expected a generator that knows classes, received one that was trained without; train it with --conditional"
    case .unknownClasses(let path, let missing, let known):
      "\(path): expected a generator of every class of the data, received one without \(missing.joined(separator: ", ")) (it knows \(known.joined(separator: ", "))); train it on this data with --conditional"
    }
  }
}
