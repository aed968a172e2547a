/// A file of the data that could not be read, or only in part: a row of `errors.csv`.
public struct FileProblem: Hashable, Sendable {
  /// The file, as the user knows it.
  public let path: String
  /// `unreadable`, `missing`, `recovered` or `first-page`.
  public let kind: String
  /// Why, in words.
  public let reason: String

  /// Makes a row from the path as the user knows it.
  public init(path: String, kind: String, reason: String) {
    self.path = path
    self.kind = kind
    self.reason = reason
  }
}
