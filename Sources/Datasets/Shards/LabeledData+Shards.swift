import Foundation

/// WebDataset shards: tar files in which an image and its label share a name up to the first dot.
///
/// The label is the text of the `.cls` member; without one it is the folder of the image. Archives are listed once, and
/// images are then read by position: a random order needs no shuffle buffer.
extension LabeledData {
  /// The shards in `folder`, or nil where it has none.
  init?(shardsIn folder: String) throws {
    var tree = FileTree()
    let entries = try tree.entries(of: folder)
    var shards = entries.filter { !$0.isFolder && Shard.isShard($0.name) }.map {
      (folder + "/" + $0.name, Part?.none)
    }
    for child in entries where child.isFolder {
      guard let part = Part(name: child.name) else { continue }
      let files = try tree.entries(of: folder + "/" + child.name).filter {
        !$0.isFolder && Shard.isShard($0.name)
      }
      shards += files.map { (folder + "/" + child.name + "/" + $0.name, part) }
    }
    guard !shards.isEmpty else { return nil }
    try self.init(path: folder, shards: shards, issues: tree.issues)
  }

  init(path: String, shards: [(path: String, part: Part?)], issues: [SampleIssue] = []) throws {
    var (entries, issues): ([Entry], [SampleIssue]) = ([], issues)
    for (path, part) in shards {
      let shard = try Shard(path, part: part ?? Shard.part(of: path))
      entries += shard.entries
      issues += shard.issues
    }
    try self.init(path: path, entries: entries, issues: issues, notes: [])
  }
}

/// The samples of one tar file.
struct Shard {
  private(set) var entries: [LabeledData.Entry] = []
  private(set) var issues: [SampleIssue] = []

  /// Labels are short; a longer member is none.
  private static let longestLabel = 4096

  static func isShard(_ name: String) -> Bool { name.lowercased().hasSuffix(".tar") }

  /// The part that a name such as `train-000012.tar` means.
  static func part(of path: String) -> Part? {
    let name = path.split(separator: "/").last ?? ""
    return Part(name: String(name.prefix { $0.isLetter }))
  }

  init(_ path: String, part: Part?) throws {
    let (members, ending) = try TarReader.members(of: path)
    switch ending {
    case .whole: break
    case .cut(let position):
      issues.append(
        SampleIssue(
          path: path, kind: .recovered,
          reason:
            "the archive ends early, at byte \(position); the \(members.count) members before it are used"))
    case .damaged(let position):
      issues.append(
        SampleIssue(
          path: path, kind: .recovered,
          reason:
            "the archive is damaged at byte \(position); the \(members.count) members before it are used"))
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    let names = Shard.Names(members.map(\.name))
    var labels = ShardLabels()
    for (index, member) in members.enumerated() where names.isUsed(index) {
      guard Shard.suffix(member.name) == "cls", member.size <= Shard.longestLabel,
        let bytes = TarReader.bytes(descriptor, at: member.offset, count: member.size),
        let text = String(validating: bytes, as: UTF8.self)
      else { continue }
      labels.add(Shard.label(text), of: member.name)
    }
    for (index, member) in members.enumerated() {
      guard ImageName.isCandidate(member.name), !Shard.suffix(member.name).isEmpty,
        !ImageName.isHidden(member.name)
      else { continue }
      let name = path + "/" + member.name
      guard names.isUsed(index) else {
        issues.append(
          SampleIssue(
            path: name, kind: .unreadable,
            reason: "the archive has a later member of this name, and the last one counts, as in unpacking"))
        continue
      }
      let folder = member.name.split(separator: "/").dropLast().last.map(String.init)
      guard let label = labels.label(of: member.name) ?? folder, !label.isEmpty, label != ".",
        label.utf8.count <= Shard.longestLabel
      else {
        issues.append(
          SampleIssue(
            path: name, kind: .unreadable,
            reason: "it has neither a .cls member nor a folder to name its class"))
        continue
      }
      entries.append(
        LabeledData.Entry(
          name: name, source: .slice(path: path, offset: member.offset, count: member.size), label: label,
          part: part, group: nil))
    }
  }

  /// The label that the text of a `.cls` member is: all but the line end of its last line, as names of folders may have
  /// spaces and even line ends.
  private static func label(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.last == UInt8(ascii: "\n") else { return text }
    return String(
      decoding: bytes.dropLast(bytes.suffix(2).first == UInt8(ascii: "\r") ? 2 : 1), as: UTF8.self)
  }

  /// The text of a `.cls` member that is read as `label`.
  static func text(ofLabel label: String) -> String {
    label.utf8.last == UInt8(ascii: "\n") ? label + "\n" : label
  }

  /// Which members count: of those with one name, byte by byte, the last.
  private struct Names {
    private let names: [String]
    private var last: [[UInt8]: Int] = [:]

    init(_ names: [String]) {
      self.names = names
      for (index, name) in names.enumerated() { last[Array(name.utf8)] = index }
    }

    func isUsed(_ index: Int) -> Bool { last[Array(names[index].utf8)] == index }
  }

  fileprivate static func suffix(_ name: String) -> String {
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    return name[start...].lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
  }
}

/// The labels of a shard, by the names of their members.
///
/// `a/1.cls` is for all that begins with `a/1.`, as WebDataset has it. Where names have further dots, as in `cat.1.jpg`
/// and `cat.1.cls`, a label is only for what is called the same up to the last dot.
private struct ShardLabels {
  /// By the name up to its last dot.
  private var labels: [[UInt8]: String] = [:]

  mutating func add(_ label: String, of name: String) { labels[Array(ShardLabels.stem(name).utf8)] = label }

  func label(of name: String) -> String? {
    labels[Array(ShardLabels.stem(name).utf8)] ?? labels[Array(ShardLabels.key(name).utf8)]
  }

  /// All up to the last dot of the last component.
  private static func stem(_ name: String) -> Substring {
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    return name[..<(name[start...].lastIndex(of: ".") ?? name.endIndex)]
  }

  /// All up to the first dot of the last component.
  private static func key(_ name: String) -> Substring {
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    return name[..<(name[start...].firstIndex(of: ".") ?? name.endIndex)]
  }
}
