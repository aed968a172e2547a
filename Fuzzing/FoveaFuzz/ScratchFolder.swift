import Foundation

/// Where inputs become files, for readers that take a path: in memory, if `Scripts/fuzz` found such a folder.
struct ScratchFolder: Sendable {
  let path: String

  /// An empty folder of that name.
  init(_ name: String) {
    let parent =
      ProcessInfo.processInfo.environment["FOVEA_FUZZ_FOLDER"] ?? FileManager.default.temporaryDirectory.path
    path = "\(parent)/fovea-\(getpid())-\(name)"
    try? FileManager.default.removeItem(atPath: path)
    requireValue("a folder can be made at \(path)") {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file, or puts new content in its place; returns its path.
  @discardableResult func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = file(name)
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let written = Foundation.write(descriptor, bytes, bytes.count)
    require(descriptor >= 0 && written == bytes.count, "\(file) can be written")
    close(descriptor)
    return file
  }

  func remove(_ name: String) { unlink(file(name)) }
}
