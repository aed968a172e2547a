import Foundation
import Synchronization

/// Pixels in a file of the cache.
///
/// ```
/// | header: 64 bytes | sample 0 | sample 1 | … | JSON: which samples, and what was wrong with others |
/// ```
///
/// It is read by positions and not mapped, so that what was read is the system's to keep or to drop, and does not count
/// as memory of this process.
final class PixelFile: Sendable {
  static let version: UInt64 = 1
  private static let magic: UInt64 = 0x5849_5041_4556_4F46  // "FOVEAPIX"
  private static let headerBytes = 64

  /// What is written behind the pixels.
  struct Contents: Codable {
    /// Positions of the readable samples among all.
    let readable: [Int]
    /// Size of the picture of each readable sample in its file.
    let sizes: [PictureSize?]
    let issues: [Issue]

    struct Issue: Codable {
      let path: String
      let kind: String
      let reason: String
    }
  }

  let path: String
  private let descriptor: Int32
  private let sampleBytes: Int

  private init(path: String, descriptor: Int32, sampleBytes: Int) {
    self.path = path
    self.descriptor = descriptor
    self.sampleBytes = sampleBytes
  }

  deinit { close(descriptor) }

  /// Opens a whole file of this version; nil where there is none, or it is damaged or of another version.
  static func open(_ path: String, sampleBytes: Int) -> (file: PixelFile, contents: Contents)? {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let file = PixelFile(path: path, descriptor: descriptor, sampleBytes: sampleBytes)
    var header = [UInt64](repeating: 0, count: headerBytes / 8)
    let isRead = header.withUnsafeMutableBytes { file.read($0, at: 0) }
    guard isRead, header[0] == magic, header[1] == version, header[2] == UInt64(sampleBytes) else {
      return nil
    }
    let (count, bytes) = (Int(truncatingIfNeeded: header[3]), Int(truncatingIfNeeded: header[4]))
    var status = stat()
    guard fstat(descriptor, &status) == 0, count >= 0, bytes >= 0, count < 1 << 40, bytes < 1 << 40,
      headerBytes + count * sampleBytes + bytes == Int(status.st_size)
    else { return nil }
    var json = [UInt8](repeating: 0, count: bytes)
    guard json.withUnsafeMutableBytes({ file.read($0, at: headerBytes + count * sampleBytes) }),
      let contents = try? JSONDecoder().decode(Contents.self, from: Data(json)),
      contents.readable.count == count, contents.sizes.count == count,
      file.checksum(count: count, json) == header[5]
    else { return nil }
    // It was used now: the cache drops what was not.
    futimens(descriptor, nil)
    return (file, contents)
  }

  /// Starts a file beside `path` with room for `count` samples; nil where the disk is full or not to be written.
  static func create(_ path: String, sampleBytes: Int, count: Int) -> PixelFile? {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let temporary = path + "-\(getpid())-\(UUID().uuidString.prefix(8)).tmp"
    let descriptor = Foundation.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    let file = PixelFile(path: temporary, descriptor: descriptor, sampleBytes: sampleBytes)
    #if !canImport(Darwin)
      // The room is taken now, so that a full disk is known before anything is decoded.
      guard posix_fallocate(descriptor, 0, off_t(headerBytes + count * sampleBytes)) == 0 else {
        unlink(temporary)
        return nil
      }
    #endif
    return file
  }

  func discard() { unlink(path) }

  /// Writes a sample; false where the disk is full.
  func write(_ pixels: [UInt8], at index: Int) -> Bool {
    pixels.withUnsafeBytes { write($0, at: PixelFile.headerBytes + index * sampleBytes) }
  }

  /// Completes the file and gives it its name; nil where that fails.
  func finish(_ contents: Contents, as name: String) -> PixelFile? {
    guard let json = try? JSONEncoder().encode(contents) else { return nil }
    let (count, bytes) = (contents.readable.count, [UInt8](json))
    let end = PixelFile.headerBytes + count * sampleBytes
    var header = [UInt64](repeating: 0, count: PixelFile.headerBytes / 8)
    header[0] = PixelFile.magic
    header[1] = PixelFile.version
    header[2] = UInt64(sampleBytes)
    header[3] = UInt64(count)
    header[4] = UInt64(bytes.count)
    guard bytes.withUnsafeBytes({ write($0, at: end) }),
      ftruncate(descriptor, off_t(end + bytes.count)) == 0
    else { return nil }
    header[5] = checksum(count: count, bytes)
    guard header.withUnsafeBytes({ write($0, at: 0) }), rename(path, name) == 0 else { return nil }
    return self
  }

  /// Reads a sample; false where the file no longer has it.
  func read(_ index: Int, to target: UnsafeMutableRawBufferPointer) -> Bool {
    read(target, at: PixelFile.headerBytes + index * sampleBytes)
  }

  /// Says that these samples are wanted soon.
  func prefetch(_ indices: some Sequence<Int>) {
    #if !canImport(Darwin)
      for index in indices {
        posix_fadvise(
          descriptor, off_t(PixelFile.headerBytes + index * sampleBytes), off_t(sampleBytes),
          POSIX_FADV_WILLNEED)
      }
    #endif
  }

  /// A checksum of all pixels and the JSON: eight bytes at a time, each moved to another place by multiplication.
  private func checksum(count: Int, _ json: [UInt8]) -> UInt64 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: UnsafeRawBufferPointer) {
      var position = 0
      while position + 8 <= bytes.count {
        sum = (sum ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
        sum ^= sum >> 29
        position += 8
      }
      for byte in bytes[position...] { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
    var portion = [UInt8](repeating: 0, count: max(1, sampleBytes))
    for index in 0..<count {
      guard portion.withUnsafeMutableBytes({ read(index, to: $0) }) else { return 0 }
      portion.withUnsafeBytes(add)
    }
    json.withUnsafeBytes(add)
    return sum
  }

  private func read(_ target: UnsafeMutableRawBufferPointer, at position: Int) -> Bool {
    var done = 0
    while done < target.count {
      let step = pread(
        descriptor, target.baseAddress.map { $0 + done }, target.count - done, off_t(position + done))
      if step < 0, errno == EINTR { continue }
      guard step > 0 else { return false }
      done += step
    }
    return true
  }

  private func write(_ source: UnsafeRawBufferPointer, at position: Int) -> Bool {
    var done = 0
    while done < source.count {
      let step = pwrite(
        descriptor, source.baseAddress.map { $0 + done }, source.count - done, off_t(position + done))
      if step < 0, errno == EINTR { continue }
      guard step > 0 else { return false }
      done += step
    }
    return true
  }
}
