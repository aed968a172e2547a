import Foundation

/// Puts classified files into a folder a class, without ever replacing a file.
public struct FolderSorter: Sendable {
  /// How a file gets into the folder of its class.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// A symbolic link to the file, a copy of it, or the file itself.
    case link, copy, move
  }

  /// What became of a file.
  public enum Placement: Hashable, Sendable {
    /// It was put there under a name that was free.
    case placed
    /// The very same file was already put there by an earlier run.
    case alreadyThere
  }

  private let folder: String
  private let method: Method
  /// The folder name of each label, made safe once.
  private let names: [String: String]

  /// - Parameters:
  ///   - folder: made, with a folder for each label, where it is missing.
  ///   - labels: every label that is to come; two of them never share a folder.
  public init(into folder: String, by method: Method, labels: [String]) {
    self.folder = folder
    self.method = method
    names = FolderSorter.folderNames(of: labels)
  }

  /// A folder name for each label: `a/b` becomes `a_b`, or `a_b-2` where another label has that name.
  static func folderNames(of labels: [String]) -> [String: String] {
    var names: [String: String] = [:]
    // Labels that are names already keep theirs, whatever comes before them.
    var taken = Set(labels.filter { folderName(of: $0) == $0 })
    for label in labels where names[label] == nil {
      let base = folderName(of: label)
      var (name, number) = (base, 1)
      while name != label, !taken.insert(name).inserted {
        number += 1
        name = FolderSorter.name(base, "-\(number)")
      }
      names[label] = name
    }
    return names
  }

  /// A class name as the name of one folder: a model from elsewhere must not reach out of the target.
  static func folderName(of label: String) -> String {
    let safe = label.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    let name = FolderSorter.name(String(safe), "")
    return name.isEmpty || name == "." || name == ".." ? "_" + name : name
  }

  /// What a file system takes for one name, in bytes.
  private static let longestName = 255

  /// `stem` and `ending`, with less of the stem where both together are too long for a name.
  static func name(_ stem: String, _ ending: String) -> String {
    let room = longestName - ending.utf8.count
    var short = stem
    while short.utf8.count > room, !short.isEmpty { short.removeLast() }
    return short + ending
  }

  /// Links, copies or moves a file into its class's folder; under `name-2.ext`, … where its name is taken.
  ///
  /// - Throws: `SortError` where it cannot be written.
  public func place(_ path: String, as label: String) throws -> Placement {
    let target = folder + "/" + (names[label] ?? FolderSorter.folderName(of: label))
    let source = URL(fileURLWithPath: path).path
    do {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    } catch {
      throw SortError.cannotWrite(path: target, reason: (error as NSError).localizedDescription)
    }
    let file = URL(fileURLWithPath: path)
    let stem = file.deletingPathExtension().lastPathComponent
    let suffix = file.pathExtension.isEmpty ? "" : "." + file.pathExtension
    var number = 1
    while true {
      let path = target + "/" + FolderSorter.name(stem, (number == 1 ? "" : "-\(number)") + suffix)
      if method == .link, (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == source {
        return .alreadyThere
      }
      if try put(source, at: path) { return .placed }
      number += 1
    }
  }

  /// Puts `source` at `path`; false where something is there already.
  ///
  /// None of the calls replaces a file.
  private func put(_ source: String, at path: String) throws -> Bool {
    let done: Bool
    switch method {
    case .link: done = symlink(source, path) == 0
    case .copy: done = copyfile(source, path)
    case .move: done = try movefile(source, path)
    }
    if done { return true }
    guard errno == EEXIST else {
      throw SortError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    return false
  }

  private func copyfile(_ source: String, _ path: String) -> Bool {
    let from = open(source, O_RDONLY | O_CLOEXEC)
    guard from >= 0 else { return false }
    defer { close(from) }
    // O_EXCL: creating and checking are one step, so no other program's file is written over.
    let to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard to >= 0 else { return false }
    defer { close(to) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(from, &buffer, buffer.count)
      guard count > 0 else {
        if count < 0 { unlink(path) }
        return count == 0
      }
      var written = 0
      while written < count {
        let step = buffer.withUnsafeBytes {
          Foundation.write(to, $0.baseAddress.map { $0 + written }, count - written)
        }
        guard step > 0 else {
          let code = errno
          unlink(path)
          errno = code
          return false
        }
        written += step
      }
    }
  }

  /// A hard link and the removal of the old name, which cannot replace a file as renaming could; across file
  /// systems a copy, removed at the source only once it is complete.
  private func movefile(_ source: String, _ path: String) throws -> Bool {
    if link(source, path) != 0 {
      guard errno == EXDEV || errno == EPERM else { return false }
      guard copyfile(source, path) else { return false }
    }
    guard unlink(source) == 0 else {
      throw SortError.cannotWrite(path: source, reason: String(cString: strerror(errno)))
    }
    return true
  }
}

/// Why a file could not be sorted.
public enum SortError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file or folder that cannot be made, or a file that cannot be moved away; the reason is the system's.
  case cannotWrite(path: String, reason: String)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written (\(reason)); choose another --sort-into"
    }
  }
}
