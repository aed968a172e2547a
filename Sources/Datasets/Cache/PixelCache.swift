import Crypto
import Foundation

/// Where decoded pixels are kept: in memory while they fit, else in files of a cache that runs share.
///
/// Files lie in `$XDG_CACHE_HOME/fovea`, else in `~/.cache/fovea`, and never beside the images. A file is named by what
/// it was made from: the recipe for pixels and each image's path, size and time of change, so a changed image is another
/// file. It is written under another name and renamed once whole; two runs may make it at once, and one of them wins.
public struct PixelCache: Hashable, Sendable {
  /// Bytes that a part of the data may take in memory.
  public let memory: Int
  /// Bytes that all files of the cache may take.
  public let limit: Int
  public let folder: String

  /// - Parameters:
  ///   - memory: a quarter of this machine's memory where nil.
  ///   - limit: 20 GiB where nil.
  ///   - folder: the user's cache where nil.
  public init(memory: Int? = nil, limit: Int? = nil, folder: String? = nil) {
    self.memory = memory ?? PixelCache.machineMemory / 4
    self.limit = limit ?? 20 << 30
    self.folder = folder ?? PixelCache.userFolder
  }

  static var machineMemory: Int {
    Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static var userFolder: String {
    let environment = ProcessInfo.processInfo.environment
    // The specification has relative paths ignored.
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") { return path + "/fovea" }
    return (environment["HOME"] ?? NSTemporaryDirectory()) + "/.cache/fovea"
  }

  /// The path of the file for `samples`.
  func path(for samples: [Sample], _ geometry: Preprocessing.Geometry) -> String {
    var hash = SHA256()
    func add(_ text: String) { hash.update(data: Array(text.utf8) + [0]) }
    add("pixels \(PixelFile.version) \(geometry)")
    for sample in samples {
      switch sample.source {
      case .record(let images, let index): hash.update(data: images.pixels(index))
      case .file(let path), .slice(let path, _, _):
        if case .slice(_, let offset, let count) = sample.source { add("\(offset) \(count)") }
        var status = stat()
        guard stat(path, &status) == 0 else {
          add("\(path) is missing")
          continue
        }
        let time = PixelCache.changed(status)
        add(
          "\(URL(fileURLWithPath: path).path) \(status.st_size) \(time.tv_sec).\(time.tv_nsec) \(status.st_ino)"
        )
      }
    }
    let name = hash.finalize().prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return folder + "/pixels-" + name.joined() + ".cache"
  }

  private static func changed(_ status: stat) -> timespec {
    #if canImport(Darwin)
      status.st_mtimespec
    #else
      status.st_mtim
    #endif
  }

  /// Makes room for `bytes` by removing the files that were not used for the longest time; false where there never is.
  func makeRoom(for bytes: Int) -> Bool {
    guard bytes <= limit else { return false }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var files: [(path: String, size: Int, used: Int)] = []
    for name in names where name.hasPrefix("pixels-") {
      let path = folder + "/" + name
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      let age = time(nil) - PixelCache.changed(status).tv_sec
      // What a run left that was killed while writing.
      if name.hasSuffix(".tmp"), age > 86_400 {
        unlink(path)
      } else {
        files.append((path, Int(status.st_size), PixelCache.changed(status).tv_sec))
      }
    }
    var total = files.reduce(bytes) { $0 + $1.size }
    for file in files.sorted(by: { $0.used < $1.used }) where file.path.hasSuffix(".cache") {
      guard total > limit else { break }
      // A run that reads it keeps it open, and loses nothing.
      if unlink(file.path) == 0 { total -= file.size }
    }
    return total <= limit
  }
}
