/// Why a recipe file cannot be used; it always says where.
public struct RecipeFileError: Error, Hashable, Sendable {
  /// The file.
  public let path: String
  /// From 1; nil where the file as a whole is meant.
  public let line: Int?
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with a recipe file.
  public enum Problem: Hashable, Sendable {
    /// Nothing is at the path.
    case missing
    /// A folder, a file that cannot be opened, or one that is not UTF-8 text.
    case unreadable(reason: String)
    /// A file of more bytes than the limit.
    case tooLarge(bytes: Int, limit: Int)
    /// Neither YAML nor JSON, or YAML with references.
    case syntax(reason: String)
    /// The file holds something else than keys with values.
    case notKeys(received: String)
    /// A key that no recipe has, and the one that is most like it.
    case unknownKey(String, nearest: String)
    /// A key that the file has twice.
    case duplicateKey(String)
    /// A value that the key does not take.
    case value(key: String, expected: String, received: String)
    /// The key belongs to another choice, such as `momentum` to `sgd`.
    case notFor(key: String, choice: String, scope: String)
  }

  package init(path: String, line: Int? = nil, _ problem: Problem) {
    self.path = path
    self.line = line
    self.problem = problem
  }
}

extension RecipeFileError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(problem.words)" }
}

extension RecipeFileError.Problem {
  fileprivate var words: String {
    switch self {
    case .missing: "no such file; check the path"
    case .unreadable(let reason): "cannot be read (\(reason))"
    case .tooLarge(let bytes, let limit):
      "expected a recipe of at most \(limit) bytes, received a file of \(bytes); check the path"
    case .syntax(let reason): "neither YAML nor JSON: \(reason)"
    case .notKeys(let received):
      "expected keys with values such as 'epochs: 20', received \(received); 'fovea train --print-config' prints a recipe"
    case .unknownKey(let key, let nearest):
      "unknown key '\(key)'; did you mean '\(nearest)'? 'fovea train --print-config' lists all"
    case .duplicateKey(let key): "the key '\(key)' stands here a second time; remove one of the two"
    case .value(let key, let expected, let received): "\(key): expected \(expected), received \(received)"
    case .notFor(let key, let choice, let scope):
      "\(key): \(choice) does not have it, only \(scope) \(scope.contains(",") ? "have" : "has"); remove the line"
    }
  }
}
