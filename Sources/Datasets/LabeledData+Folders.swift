/// Class folders, alone or below folders for the parts.
///
/// A folder named `train`, `val` or `test` is a part if it has folders in it; with images alone it is a class.
extension LabeledData {
  /// A folder with nothing but one folder of class folders is taken for that one, as archives often unpack.
  init(folder path: String) throws(DataError) {
    var listing = FolderListing()
    let folder = try listing.classes(within: path)
    let entries = try listing.tree.entries(of: folder)
    let folders = entries.filter(\.isFolder).map(\.name)
    var partFolders: [(String, Part)] = []
    for name in folders {
      guard let part = Part(name: name) else { continue }
      let inside = listing.contents(of: folder + "/" + name)
      if inside.hasFolders || !inside.hasImages { partFolders.append((name, part)) }
    }
    // Empty folders alone are no parts of anything.
    if !partFolders.contains(where: { listing.contents(of: folder + "/" + $0.0).hasFolders }) {
      partFolders = []
    }
    if partFolders.contains(where: { $0.1 != .validation }) {
      for (name, part) in partFolders {
        try listing.addClasses(of: folder + "/" + name, part: part)
      }
      let others = folders.filter { name in !partFolders.contains { $0.0 == name } }
      if !others.isEmpty {
        listing.notes.append(
          "\(folder): beside its parts it has the folders \(others.joined(separator: ", ")), which are not used"
        )
      }
    } else {
      try listing.addClasses(of: folder, part: nil)
    }
    listing.noteIgnored()
    try self.init(
      path: path, entries: listing.entries, issues: listing.issues + listing.tree.issues,
      notes: listing.notes)
  }
}

/// Collects the samples of class folders.
private struct FolderListing {
  var tree = FileTree()
  var entries: [LabeledData.Entry] = []
  var issues: [SampleIssue] = []
  var notes: [String] = []
  private var ignored: [Ignored: Int] = [:]

  /// What lies in a folder of data and is no part of it.
  private enum Ignored {
    case noImages, outside

    var one: String {
      switch self {
      case .noImages: "file that is no image"
      case .outside: "image outside of any class folder"
      }
    }

    var many: String {
      switch self {
      case .noImages: "files that are no images"
      case .outside: "images outside of any class folder"
      }
    }
  }

  /// What lies in a folder; one that cannot be read has nothing here, and its error where it is listed.
  func contents(of folder: String) -> (hasFolders: Bool, hasImages: Bool) {
    var tree = FileTree()
    do throws(DataError) {
      let entries = try tree.entries(of: folder)
      return (
        entries.contains(where: \.isFolder),
        entries.contains { !$0.isFolder && ImageName.isCandidate($0.name) }
      )
    } catch {
      return (false, false)
    }
  }

  /// The folder at or below `folder` that has more than one folder: where a folder has one and no image, that is looked into.
  mutating func classes(within folder: String) throws(DataError) -> String {
    var found = folder
    var entries = try tree.entries(of: folder)
    func haveImages() -> Bool { entries.contains { !$0.isFolder && ImageName.isCandidate($0.name) } }
    while entries.count(where: \.isFolder) == 1, let only = entries.first(where: \.isFolder),
      Part(name: only.name) == nil, !haveImages(),
      let inside = try? tree.entries(of: found + "/" + only.name), inside.contains(where: \.isFolder)
    {
      found += "/" + only.name
      entries = inside
    }
    // One class with folders in it stays what it is, and is refused by its name.
    guard found != folder, entries.count(where: \.isFolder) > 1, !haveImages() else { return folder }
    notes.append("\(folder): it has nothing but one folder, so the classes are those of \(found)")
    return found
  }

  mutating func addClasses(of folder: String, part: Part?) throws(DataError) {
    for child in try tree.entries(of: folder) {
      let path = folder + "/" + child.name
      guard child.isFolder else {
        if ImageName.isCandidate(child.name) {
          ignored[.outside, default: 0] += 1
        }
        continue
      }
      do throws(DataError) {
        try addClass(child.name, at: path, part: part)
      } catch {
        issues.append(
          SampleIssue(path: path, kind: .unreadable, reason: "the class folder cannot be read: \(error)"))
      }
    }
  }

  private mutating func addClass(_ name: String, at path: String, part: Part?) throws(DataError) {
    let files = try tree.files(below: path)
    let images = files.filter(ImageName.isCandidate)
    if files.count > images.count {
      ignored[.noImages, default: 0] += files.count - images.count
    }
    if images.isEmpty { notes.append("\(path): the class folder has no image and is left out") }
    for file in images {
      entries.append(
        LabeledData.Entry(name: file, source: .file(file), label: name, part: part, group: nil))
    }
  }

  mutating func noteIgnored() {
    for (what, count) in ignored.sorted(by: { $0.key.many < $1.key.many }) {
      notes.append("\(count) \(count == 1 ? what.one + " is" : what.many + " are") not used")
    }
    if let first = tree.foreignFolders.min(by: NaturalOrder.areInIncreasingOrder) {
      let count = tree.foreignFolders.count
      notes.append(
        "\(first)\(count > 1 ? " and \(count - 1) more such folders" : "") of another program: what is in there is not used"
      )
    }
  }
}
