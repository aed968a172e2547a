/// Why labels cannot be fixed.
public enum FixError: Error, Hashable, Sendable {
  /// Neither a run, the folder of a check, nor a CSV file of findings or decisions.
  case noFindings(path: String)
  /// Decisions are wanted as a manifest, and none was made.
  case nothingDecided(path: String)
  /// Decisions are to go to a place that is named like no manifest.
  case noManifestName(path: String)
  /// A line of a CSV file, from 1, that is not as it should be.
  case row(path: String, line: Int, expected: String, received: String)
  /// Findings of images that the data does not have.
  case unknownImage(path: String, data: String)
  /// An image about which two things were decided.
  case contradiction(path: String, first: String, second: String)
  /// A label that no image has.
  case unknownLabel(String, path: String, known: [String])
  /// A merge of one image.
  case lonelyMerge(path: String)
  /// Data whose images are no files of their own.
  case noFiles(data: String)
  /// A class of which no image is left.
  case emptyClass(String)
  /// A file that is there already.
  case exists(path: String)
}

extension FixError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .noFindings(let path):
      "\(path): expected a run, the folder of a check, or a CSV file with the columns path and action, received none of them; 'fovea check DATA -o DIR' writes findings"
    case .nothingDecided(let path):
      "\(path): expected decisions for a manifest, received none; fill in the column action, or give --output a folder, for a page to tick"
    case .noManifestName(let path):
      "\(path): expected a name that ends in .csv for the manifest of what was decided, received another"
    case .row(let path, let line, let expected, let received):
      "\(path), line \(line): expected \(expected), received \(received)"
    case .unknownImage(let path, let data):
      "\(path): it is decided about, but \(data) has no such image; name the data as it was named for the run or the check"
    case .contradiction(let path, let first, let second):
      "\(path): expected one decision, received '\(first)' and '\(second)'; leave one of them"
    case .unknownLabel(let label, let path, let known):
      "\(path): expected a label of the data (\(known.joined(separator: ", "))), received '\(label)'; --new-classes allows others"
    case .lonelyMerge(let path):
      "\(path): expected at least two images of one finding to merge, received one; 'exclude' leaves an image out"
    case .noFiles(let data):
      "\(data): expected image files, received records of IDX files or members of archives, which no manifest can name; unpack them first"
    case .emptyClass(let name):
      "the class '\(name)': expected at least one image that stays, received none; keep one, or relabel all of them"
    case .exists(let path):
      "\(path): expected a new file, received one that is there; choose another --output, or give --overwrite"
    }
  }
}
