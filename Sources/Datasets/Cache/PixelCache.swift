import Foundation
import FoveaFiles
import FoveaImages

/// Where decoded pixels are kept: in memory while they fit, else in files of a cache that runs share.
///
/// Files lie in `$XDG_CACHE_HOME/fovea`, else in `~/.cache/fovea`, and never beside the images. A file is named by what
/// it was made from: the recipe for pixels and the content of each image in order, so a changed image is another file, and
/// images that were moved are the same. It is written under another name and renamed once whole; two runs may make it at
/// once, and one of them wins.
public struct PixelCache: Hashable, Sendable, Codable {
  /// Bytes that pixels may take in memory.
  public let memory: Int
  /// Bytes that all files of the cache may take.
  public let limit: Int
  /// Where the files of the cache lie.
  public let folder: String

  /// - Parameters:
  ///   - memory: a quarter of this machine's memory where nil, at most `mostMemory`.
  ///   - limit: 20 GiB where nil.
  ///   - folder: the user's cache where nil.
  public init(memory: Int? = nil, limit: Int? = nil, folder: String? = nil) {
    self.memory = memory ?? min(SystemMemory.size / 4, PixelCache.mostMemory)
    self.limit = limit ?? 20 << 30
    self.folder = folder ?? UserFolders.cache
  }

  /// What is taken by default at most.
  ///
  /// Pixels in a file are as fast to read while memory is free, because the system keeps them there, and are given back
  /// when it is short.
  static let mostMemory = 768 << 20

  /// What samples are known by without reading them.
  struct Listing: Equatable {
    /// Of the path, size, time of change and inode of each file.
    let identity: SHA256Digest
    /// Bytes of all files.
    let size: Int

    init(_ samples: [Sample]) {
      let hash = SHA256Hash()
      var size = 0
      // Such paths mean something only together with the folder that they start from.
      var isRelative = false
      for sample in samples {
        let path: String
        switch sample.source {
        case .record(let images, let index):
          images.pixels(index).withUnsafeBytes { hash.update($0) }
          continue
        case .image(let image):
          image.pixels.withUnsafeBytes { hash.update($0) }
          continue
        case .file(let name): path = name
        case .slice(let name, let offset, let count):
          path = name
          hash.update(Array("\(offset) \(count) ".utf8))
          size += count
        }
        hash.update(terminated: path)
        isRelative = isRelative || !path.hasPrefix("/")
        var status = stat()
        guard stat(path, &status) == 0 else { continue }
        if case .file = sample.source { size += Int(status.st_size) }
        let time = PixelCache.changed(status)
        withUnsafeBytes(
          of: (Int64(status.st_size), Int64(time.tv_sec), Int64(time.tv_nsec), UInt64(status.st_ino))
        ) { hash.update($0) }
      }
      if isRelative { hash.update(Array(FileManager.default.currentDirectoryPath.utf8)) }
      identity = hash.finalize()
      self.size = size
    }
  }

  /// How the names of all files begin that may have the pixels of such samples; what follows is their content.
  ///
  /// A file also has what was refused, so with other limits it is another one.
  func prefix(
    count: Int, _ listing: Listing, _ geometry: Preprocessing.Geometry, _ limits: DecodingLimits
  ) -> String {
    let recipe =
      "\(PixelFile.Layout.version) \(ImageDecoder.identity) \(PixelCache.words(geometry)) \(count) \(listing.size) \(limits.pixels) \(limits.side) \(limits.bytes)"
    return "pixels-" + SHA256Digest(Array(recipe.utf8)).hexadecimal(bytes: 8) + "-"
  }

  /// Everything in `geometry` that pixels depend on, in words that stay.
  static func words(_ geometry: Preprocessing.Geometry) -> String {
    // A share of one is left out, so that the files from before there was one are found.
    ([
      "\(geometry.width)", "\(geometry.height)", geometry.channels.rawValue, geometry.resize.rawValue,
      geometry.interpolation.rawValue, geometry.decoding.rawValue,
    ] + (geometry.cropShare < 1 ? ["\(geometry.cropShare)"] : [])).joined(separator: " ")
  }

  /// The path of the file for samples of this content, in order; nil is one that cannot be read.
  func path(_ prefix: String, _ contents: [SHA256Digest?]) -> String {
    let hash = SHA256Hash()
    for content in contents {
      hash.update([content == nil ? 0 : 1])
      content?.withBytes { hash.update($0) }
    }
    return "\(folder)/\(prefix)\(hash.finalize().hexadecimal(bytes: 16)).cache"
  }

  /// The paths of the files whose name begins with `prefix`.
  func files(_ prefix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".cache") }.sorted().map { folder + "/" + $0 }
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
