import Foundation

/// Labeled images as they were found: classes by name, and the parts that the data itself has.
///
/// Data without parts is all `unassigned`; `split` divides it.
public struct LabeledData: Sendable {
  /// The data as it was named.
  public let path: String
  /// Class names in natural order; labels are positions in it.
  public let classes: [String]
  /// The samples of the parts that the data names itself.
  public internal(set) var parts: [Part: [Sample]]
  /// The samples that belong to no part yet.
  public internal(set) var unassigned: [Sample]
  /// What was listed but cannot be used.
  public let issues: [SampleIssue]
  /// What a person should know about how the data was read.
  public internal(set) var notes: [String]

  /// A labeled image before classes are numbered.
  struct Entry {
    let name: String
    let source: Sample.Source
    let label: String
    let part: Part?
    let group: String?
  }

  /// Opens labeled data in any layout that Fovea knows.
  ///
  /// - A folder with `train`, `val` or `test` folders of class folders; else a folder of class folders.
  /// - A folder with `train-images-idx3-ubyte` and its companions, gzipped or not.
  /// - A `.tar` file or a folder of them: WebDataset shards.
  /// - A `.csv` or `.jsonl` manifest with `path,label[,split][,group]`.
  ///
  /// - Parameters:
  ///   - minimumClasses: two to learn from; one is enough to be scored.
  ///   - columns: which columns of a manifest are read, and what codes mean.
  /// - Throws: `DataError` where nothing is there, it has another layout, or fewer classes.
  public init(
    path: String, minimumClasses: Int = 2, columns: ManifestColumns = .standard
  ) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? DataError.missing(path: path)
        : DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      if let entries = try IDXFolder.entries(in: folder) {
        try self.init(path: folder, entries: entries, issues: [], notes: [])
      } else if let shards = try LabeledData(shardsIn: folder) {
        self = shards
      } else {
        try self.init(folder: folder)
      }
    } else if Shard.isShard(path) {
      try self.init(path: path, shards: [(path, nil)])
    } else {
      try self.init(manifest: path, columns: columns)
    }
    let isManifest = status.st_mode & S_IFMT != S_IFDIR && !Shard.isShard(path)
    if columns != .standard, !isManifest { throw DataError.noManifest(path: path) }
    if classes.count < minimumClasses { throw DataError.oneClass(path: self.path, name: classes[0]) }
  }

  init(
    path: String, classes: [String], parts: [Part: [Sample]], unassigned: [Sample], issues: [SampleIssue],
    notes: [String]
  ) {
    self.path = path
    self.classes = classes
    self.parts = parts
    self.unassigned = unassigned
    self.issues = issues
    self.notes = notes
  }

  init(path: String, entries: [Entry], issues: [SampleIssue], notes: [String]) throws(DataError) {
    let names = Set(entries.map(\.label)).sorted(by: NaturalOrder.areInIncreasingOrder)
    guard !names.isEmpty else { throw .noClasses(path: path) }
    let labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var parts: [Part: [Sample]] = [:]
    var unassigned: [Sample] = []
    for entry in entries {
      guard let label = labels[entry.label] else { continue }
      let sample = Sample(name: entry.name, source: entry.source, label: label, group: entry.group)
      if let part = entry.part {
        parts[part, default: []].append(sample)
      } else {
        unassigned.append(sample)
      }
    }
    self.path = path
    self.classes = names
    self.parts = parts
    self.unassigned = unassigned
    self.issues = issues
    self.notes = notes + LabeledData.lookAlikes(names)
  }

  /// A note for each two classes that nobody can tell apart by reading.
  private static func lookAlikes(_ names: [String]) -> [String] {
    let groups = Dictionary(grouping: names) { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    return groups.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { group in
      let list = group.value.map { "'\($0)'" }.joined(separator: ", ")
      return "the classes \(list) differ only in spaces; give them one name if they are one class"
    }
  }

  /// Every sample, part by part.
  public var all: [Sample] { Part.allCases.flatMap { parts[$0] ?? [] } + unassigned }

  /// The same without the samples of other parts than `kept`; those that belong to no part stay.
  package func limited(to kept: Set<Part>) -> LabeledData {
    var data = self
    data.parts = parts.filter { kept.contains($0.key) }
    return data
  }

  /// How many samples of each class `samples` has.
  public func counts(of samples: [Sample]) -> [Int] {
    var counts = Array(repeating: 0, count: classes.count)
    for sample in samples { counts[sample.label] += 1 }
    return counts
  }
}
