import Foundation
import Fovea

/// Puts classified files into a folder a class, without ever replacing a file.
struct FolderSorter {
  enum Placement {
    case placed
    /// The very same file was already put there by an earlier run.
    case alreadyThere
  }

  private let folder: String
  private let method: ClassifyCommand.Sorting
  /// The folder name of each label, made safe once.
  private let names: [String: String]

  init(into folder: String, by method: ClassifyCommand.Sorting, classes: [String]) throws {
    self.folder = folder
    self.method = method
    var names: [String: String] = [:]
    for label in classes + [ClassifiedRow.unknown] { names[label] = FolderSorter.folderName(of: label) }
    self.names = names
  }

  /// A class name as the name of one folder: a model from elsewhere must not reach out of the target.
  static func folderName(of label: String) -> String {
    let safe = label.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    let name = String(safe)
    return name.isEmpty || name == "." || name == ".." ? "_" + name : name
  }

  /// Links, copies or moves a file into its class's folder; under `name-2.ext`, … where its name is taken.
  func place(_ row: ClassifiedRow) throws -> Placement {
    let target = folder + "/" + (names[row.label] ?? FolderSorter.folderName(of: row.label))
    let source = URL(fileURLWithPath: row.path).path
    do {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    } catch {
      throw SortError.cannotWrite(path: target, reason: (error as NSError).localizedDescription)
    }
    let file = URL(fileURLWithPath: row.path)
    let stem = file.deletingPathExtension().lastPathComponent
    let suffix = file.pathExtension.isEmpty ? "" : "." + file.pathExtension
    var number = 1
    while true {
      let path = target + "/" + (number == 1 ? stem : "\(stem)-\(number)") + suffix
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
enum SortError: Error, Hashable, CustomStringConvertible {
  case cannotWrite(path: String, reason: String)

  var description: String {
    switch self {
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written (\(reason)); choose another --sort-into"
    }
  }
}
