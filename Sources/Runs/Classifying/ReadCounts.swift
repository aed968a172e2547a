import Foundation

/// How many files could be read of those that were asked for.
package struct ReadCounts {
  package private(set) var files = 0
  package private(set) var errors = 0
  /// The first file that could not be read, and why.
  private var firstError = ""

  package init() {}

  /// Counts a file; `error` says why it could not be read.
  package mutating func count(_ path: String, error: String?) {
    files += 1
    guard let error else { return }
    errors += 1
    if firstError.isEmpty { firstError = "\(path): \(error)" }
  }

  /// Throws where one of `paths` is not there, or nothing could be read; `-` stands for a list of paths.
  package func require(_ paths: [String]) throws {
    if let missing = paths.first(where: { $0 != "-" && !FileManager.default.fileExists(atPath: $0) }) {
      throw InputMissing(path: missing)
    }
    if files == 0 { throw ClassifyError.nothing(paths: paths) }
    if errors == files { throw ClassifyError.noneReadable(files: files, first: firstError) }
  }
}

/// Why images were not read.
package enum ClassifyError: Error, CustomStringConvertible {
  /// No file was found.
  case nothing(paths: [String])
  /// Files were there, and none gave a picture.
  case noneReadable(files: Int, first: String)
  /// The first file that `--strict` does not accept.
  case strict(path: String, reason: String)

  /// Why `--strict` stops at `row`; nil where it does not.
  package static func refusal(of row: ClassifiedRow) -> ClassifyError? {
    if let error = row.error { return .strict(path: row.path, reason: error) }
    return row.note.map { .strict(path: row.path, reason: "it can be read only in part: \($0)") }
  }

  package var description: String {
    switch self {
    case .nothing(let paths):
      "\(paths.joined(separator: ", ")): expected images, found no file; check the path"
    case .noneReadable(let files, let first):
      files == 1 ? first : "none of the \(files) files can be read; the first: \(first)"
    case .strict(let path, let reason):
      "\(path): \(reason); repair or remove it, or leave out --strict"
    }
  }
}
