import Foundation
import FoveaImages

/// Lists folders by the system's own calls: hundreds of thousands of entries a second, each link followed once.
///
/// Names that begin with a dot are left out, and so are folders that other programs made. Symbolic links are followed; a folder that was already entered is not
/// entered again, so links cannot go in circles.
package struct FileTree {
  /// An entry of a folder.
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let isFolder: Bool
  }

  /// Folders with the thumbnails and the rubbish of other programs, which are left out.
  package private(set) var foreignFolders: Set<String> = []
  /// What could not be listed.
  package private(set) var issues: [SampleIssue] = []
  private var entered: Set<Identity> = []

  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  package init() {}

  /// The visible folders and files of one folder, in natural order.
  package mutating func entries(of folder: String) throws(DataError) -> [Entry] {
    guard let stream = opendir(folder) else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing(path: folder) : .unreadable(path: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      guard let name else {
        let shown = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        issues.append(
          SampleIssue(path: folder + "/" + shown, kind: .unreadable, reason: "its name is not valid UTF-8"))
        continue
      }
      guard !name.hasPrefix(".") else { continue }
      switch Int(entry.pointee.d_type) {
      case Int(DT_DIR): entries.append(Entry(name: name, isFolder: true))
      case Int(DT_REG): entries.append(Entry(name: name, isFolder: false))
      default:
        // A link, or a file system that does not tell.
        var status = stat()
        guard fstatat(dirfd(stream), name, &status, 0) == 0 else {
          issues.append(
            SampleIssue(
              path: folder + "/" + name, kind: .unreadable, reason: "the link leads nowhere"))
          continue
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR || kind == S_IFREG { entries.append(Entry(name: name, isFolder: kind == S_IFDIR)) }
      }
    }
    let foreign = entries.filter { $0.isFolder && ImageName.isForeign($0.name) }
    if !foreign.isEmpty {
      foreignFolders.formUnion(foreign.map { folder + "/" + $0.name })
      entries.removeAll { $0.isFolder && ImageName.isForeign($0.name) }
    }
    return entries.sorted { NaturalOrder.areInIncreasingOrder($0.name, $1.name) }
  }

  /// Every visible file below `folder`, as paths, folder by folder in natural order.
  ///
  /// A folder below that cannot be read becomes an issue; that `folder` itself cannot be read is thrown.
  package mutating func files(below folder: String) throws(DataError) -> [String] {
    entered = []
    var files: [String] = []
    _ = enter(folder)
    try collect(folder, into: &files)
    return files
  }

  private mutating func collect(_ folder: String, into files: inout [String]) throws(DataError) {
    for entry in try entries(of: folder) {
      let path = folder + "/" + entry.name
      if !entry.isFolder {
        files.append(path)
      } else if enter(path) {
        do throws(DataError) {
          try collect(path, into: &files)
        } catch {
          issues.append(SampleIssue(path: path, kind: .unreadable, reason: "\(error)"))
        }
      }
    }
  }

  /// Whether the folder is met for the first time.
  private mutating func enter(_ folder: String) -> Bool {
    var status = stat()
    guard stat(folder, &status) == 0 else { return true }
    return entered.insert(Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))).inserted
  }
}

/// Tells files that may be images from others by their names.
package enum ImageName {
  /// What Fovea decodes, and what people take for images: the latter get an error by name instead of silence.
  private static let extensions = ImageFormat.allCases.reduce(
    into: ["jp2", "jxl", "ico", "ppm", "pgm", "pbm", "pnm", "tga", "dng", "cr2", "cr3", "nef", "arw", "dcm"]
      as Set
  ) { $0.formUnion($1.extensions) }

  /// Folders that other programs put beside pictures, in lower case.
  ///
  /// Thumbnails of Synology's and QNAP's network drives, what archives made on a Mac keep beside each file, and what was
  /// thrown away. Other such names begin with a dot.
  private static let foreignFolders: Set<String> = [
    "@eadir", "@__thumb", "__macosx", "#recycle", "@recycle", "@recently-snapshot", "$recycle.bin",
    "system volume information", "lost+found",
  ]

  /// Whether a folder of this name was made by another program, and holds no pictures of the user.
  package static func isForeign(_ folder: String) -> Bool { foreignFolders.contains(folder.lowercased()) }

  /// Whether a path in an archive is hidden or lies in a folder that another program made.
  package static func isHidden(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.contains { $0.hasPrefix(".") && $0 != "." && $0 != ".." }
      || parts.dropLast().contains { isForeign(String($0)) }
  }

  /// Whether `path` ends like an image, or has no extension at all.
  package static func isCandidate(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return true }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }
}
