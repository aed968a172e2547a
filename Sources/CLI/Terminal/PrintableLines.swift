import Fovea

extension String {
  /// The text with control characters written as escapes, line by line: names in it may hold what steers a terminal,
  /// the line breaks are ours.
  var printableLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(
      separator: "\n")
  }
}
