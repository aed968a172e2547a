import Foundation
import FoveaFiles

/// Features that were computed before, by the content of the picture: one file a backbone in the user's cache folder.
///
/// ```
/// | header: 24 bytes | record … |    record: | key: 32 bytes | features | check: 8 bytes |
/// ```
///
/// Records are appended as they are computed, so a run that is killed leaves what it had. A record that was cut, or whose
/// check is wrong, is passed over.
final class FeatureCache {
  private let path: String
  private let width: Int

  private static let magic: UInt64 = 0x5446_4145_564F_4650
  private static let version: UInt64 = 1
  private static let headerBytes = 24
  private static let checkBytes = 8
  /// Bytes that all of its files may take.
  private static let limit = 4 << 30

  /// The file in `folder` for features that are known by `identity`.
  init(folder: String, identity: SHA256Digest, width: Int) {
    path = "\(folder)/features-\(identity.hexadecimal(bytes: 16)).cache"
    self.width = width
  }

  private var recordBytes: Int { SHA256Digest.count + 4 * width + FeatureCache.checkBytes }
  private var header: [UInt8] {
    [FeatureCache.magic, FeatureCache.version, UInt64(width)].flatMap { number in
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
  }

  /// The features of those of `keys` that the file has.
  func features(of keys: Set<SHA256Digest>) -> [SHA256Digest: [Float]] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe),
      data.starts(with: header)
    else { return [:] }
    var found: [SHA256Digest: [Float]] = [:]
    data.withUnsafeBytes { bytes in
      var start = FeatureCache.headerBytes
      while start + recordBytes <= bytes.count {
        let record = UnsafeRawBufferPointer(rebasing: bytes[start..<start + recordBytes])
        start += recordBytes
        let key = SHA256Digest(of: record, at: 0)
        guard keys.contains(key), found[key] == nil, isWhole(record) else { continue }
        found[key] = (0..<width).map {
          Float(
            bitPattern: UInt32(
              littleEndian: record.loadUnaligned(
                fromByteOffset: SHA256Digest.count + 4 * $0, as: UInt32.self)))
        }
      }
    }
    // It was used now: what was not goes first.
    utimes(path, nil)
    return found
  }

  /// Adds records; a cache that cannot be written to is none, and stops nothing.
  func append(_ features: [(key: SHA256Digest, values: ArraySlice<Float>)]) {
    try? FileSystem.makeFolder(FileSystem.folder(of: path))
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { return }
    defer { close(file) }
    // Another run may add to it, too.
    guard flock(file, LOCK_EX) == 0 else { return }
    var status = stat()
    guard fstat(file, &status) == 0 else { return }
    var size = Int(status.st_size)
    var bytes: [UInt8] = []
    var start = [UInt8](repeating: 0, count: FeatureCache.headerBytes)
    if pread(file, &start, start.count, 0) != start.count || start != header {
      (size, bytes) = (0, header)
    } else {
      // What a run that was killed has cut.
      size -= (size - FeatureCache.headerBytes) % recordBytes
    }
    for (key, values) in features {
      var record = key.withBytes { Array($0) }
      for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { record += $0 } }
      record += check(record)
      bytes += record
    }
    guard ftruncate(file, off_t(size)) == 0 else { return }
    // A disk that is full leaves a record that is cut, which the next one cuts off.
    _ = pwrite(file, bytes, bytes.count, off_t(size))
  }

  /// Removes files that were not used for the longest time, until the others are within the limit.
  func makeRoom() {
    let folder = FileSystem.folder(of: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var files: [(path: String, size: Int, used: Int)] = []
    for name in names where name.hasPrefix("features-") && name.hasSuffix(".cache") {
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
      let used = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      files.append((folder + "/" + name, attributes?[.size] as? Int ?? 0, Int(used)))
    }
    var total = files.reduce(0) { $0 + $1.size }
    for file in files.sorted(by: { $0.used < $1.used }) where total > FeatureCache.limit && file.path != path
    {
      if unlink(file.path) == 0 { total -= file.size }
    }
  }

  private func isWhole(_ record: UnsafeRawBufferPointer) -> Bool {
    let content = Array(record.dropLast(FeatureCache.checkBytes))
    return check(content).elementsEqual(record.suffix(FeatureCache.checkBytes))
  }

  private func check(_ content: [UInt8]) -> [UInt8] {
    SHA256Digest(content).withBytes { Array($0.prefix(FeatureCache.checkBytes)) }
  }
}
