/// Why labeled data could not be opened or divided.
public enum DataError: Error, Hashable, Sendable {
  /// Nothing is at the path.
  case missing(path: String)
  /// Something is there but cannot be read; the reason is the system's.
  case unreadable(path: String, reason: String)
  /// Neither a folder, a manifest nor IDX files.
  case unknownLayout(path: String, found: String)
  /// No labeled image was found, and so no class.
  case noClasses(path: String)
  /// One class, where at least two are needed.
  case oneClass(path: String, name: String)
  /// A class none of whose files can be read.
  case classWithoutImage(name: String, files: Int, firstReason: String)
  /// A line of a manifest, from 1, that is not as it should be.
  case manifest(path: String, line: Int, expected: String, received: String)
  /// What codes of labels mean is not as it should be; the text is that of the option.
  case labelNames(String, expected: String, received: String)
  /// Columns were named for data that has none.
  case noManifest(path: String)
  /// A manifest without rows.
  case emptyManifest(path: String)
  /// A file that is no IDX file, is damaged, or does not belong to the other one.
  case idx(path: String, expected: String, received: String)
  /// A part that the data does not have; `found` are those that it has.
  case noPart(path: String, part: String, found: [String])
  /// The first unreadable file, where the user wants to stop at it.
  case strict(SampleIssue)
  /// A share of that name, or both held-out shares together, that is not from 0 to below 1.
  case share(String, received: Double)
  /// Pixels that were read before can no longer be read.
  case changed(path: String, reason: String)
  /// A file that cannot be written, or is there already.
  case unwritable(path: String, reason: String)
  /// More folds than there are units; images that stay together are one unit.
  case folds(Int, units: Int)
  /// A pattern for groups that is no regular expression, or that no name matches.
  case groupPattern(String, reason: String)
  /// Something serious was found, and the user wants to stop at it.
  case findings(path: String, count: Int, first: String)
  /// Patches whose side does not divide width and height, all in pixels.
  case patches(size: Int, width: Int, height: Int)
  /// Pictures in memory whose numbers, labels or names do not fit together.
  case pictures(expected: String, received: String)
  /// Decoded pixels that need more bytes than memory has to give.
  case tooLarge(bytes: Int, available: Int, samples: Int, width: Int, height: Int)
}

extension DataError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .missing(let path): return "\(path): no such file or folder; check the path"
    case .unreadable(let path, let reason):
      return "\(path): cannot be read (\(reason)); check its permissions"
    case .labelNames(let text, let expected, let received):
      return "the names of labels '\(text)': expected \(expected), received \(received)"
    case .noManifest(let path):
      return
        "\(path): expected a .csv or .jsonl manifest for the columns and names that were given, received other data; leave those options out"
    case .unknownLayout(let path, let found):
      return
        "\(path): expected a folder of class folders, a .csv or .jsonl manifest, or a folder of IDX files, received \(found)"
    case .noClasses(let path):
      return
        "\(path): expected at least two class folders with images, received none; put the images of each class into a folder of its name"
    case .oneClass(let path, let name):
      return
        "\(path): expected at least two classes, received only '\(name)'; add a folder with images of another class"
    case .classWithoutImage(let name, let files, let firstReason):
      return
        "class '\(name)': none of its \(files) files can be read (the first: \(firstReason)); repair the files or remove the class"
    case .manifest(let path, let line, let expected, let received):
      return "\(path), line \(line): expected \(expected), received \(received)"
    case .emptyManifest(let path):
      return "\(path): expected rows of path,label, received none; add a row for each image"
    case .idx(let path, let expected, let received):
      return "\(path): expected \(expected), received \(received); the file is damaged or not an IDX file"
    case .noPart(let path, let part, let found):
      return
        "\(path): expected a part '\(part)', received \(found.isEmpty ? "none" : found.joined(separator: ", "))"
    case .pictures(let expected, let received):
      return "pictures in memory: expected \(expected), received \(received)"
    case .strict(let issue):
      return
        "\(issue.path): \(issue.kind.rawValue): \(issue.reason); repair or remove it, or leave out --strict"
    case .share(let name, let received):
      return "the \(name) share: expected 0 or more and less than 1 in all, received \(received)"
    case .changed(let path, let reason):
      return
        "\(path): was read before and no longer can be (\(reason)); do not change the files during training"
    case .unwritable(let path, let reason):
      return "\(path): cannot be written (\(reason)); choose another --output"
    case .folds(let count, let units):
      return
        "\(count) folds: expected at most as many as there are images that do not belong together, received \(units) of them; use fewer folds"
    case .groupPattern(let pattern, let reason):
      return
        "the group pattern '\(pattern)': \(reason); give a regular expression whose first parentheses match the group in a path"
    case .findings(let path, let count, let first):
      return
        "\(path): \(count == 1 ? "a serious finding" : "\(count) serious findings, the first"): \(first); see fovea check, or leave out --strict"
    case .patches(let size, let width, let height):
      return
        "patches of \(size) pixels: expected a size that divides \(width) and \(height), the image size, received \(size); choose another patch or image size"
    case .tooLarge(let bytes, let available, let samples, let width, let height):
      return
        "\(samples) images of \(width)×\(height) need \(bytes >> 20) MiB of memory, \(available >> 20) MiB are there; use a smaller --img-size"
    }
  }
}

/// A file that was not used as it is, and why: a row of `errors.csv`.
public struct SampleIssue: Hashable, Sendable {
  /// How a file could not be used as it is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Used, but part of the picture is missing.
    case recovered
    /// Used, but the file has more pages than the one that is read.
    case firstPage = "first-page"
    /// Not used: it cannot be decoded.
    case unreadable
    /// Not used: a manifest names it, but it is not there.
    case missing

    /// Whether the file has a picture all the same.
    package var isUsed: Bool {
      switch self {
      case .recovered, .firstPage: true
      case .unreadable, .missing: false
      }
    }
  }

  /// The file, as the user knows it.
  public let path: String
  /// How it could not be used as it is.
  public let kind: Kind
  /// Why, in words.
  public let reason: String

  /// Makes an issue of a file.
  public init(path: String, kind: Kind, reason: String) {
    self.path = path
    self.kind = kind
    self.reason = reason
  }
}
