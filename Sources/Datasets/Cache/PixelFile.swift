import Foundation
import FoveaFiles

/// Pixels in a file of the cache.
///
/// ```
/// | header: 96 bytes | room for each listed sample: pixels … | for each: record … | JSON: what was wrong with some |
/// ```
///
/// It is read by positions and not mapped, so that what was read is the system's to keep or to drop, and does not count
/// as memory of this process.
final class PixelFile: Sendable {
  /// Where things are.
  struct Layout: Hashable {
    static let version: UInt64 = 2
    static let magic: UInt64 = 0x5849_5041_4556_4F46  // "FOVEAPIX"
    static let headerBytes = 96
    /// Where the header has what the samples were known by, which another run may change.
    static let identityOffset = 64

    let sampleBytes: Int
    /// Whether records have the facts of a check.
    let looks: Bool
    /// How many samples were listed, of which some may not be readable.
    let listed: Int

    var recordBytes: Int { PixelRecord.count(looks: looks) }
    var records: Int { Layout.headerBytes + listed * sampleBytes }
    var end: Int { records + listed * recordBytes }

    func pixels(_ index: Int) -> Int { Layout.headerBytes + index * sampleBytes }
    func record(_ index: Int) -> Int { records + index * recordBytes }
  }

  /// What is not pixels.
  struct Contents {
    /// One for each readable sample.
    let records: [PixelRecord]
    let issues: [Issue]

    struct Issue: Codable {
      /// Of the sample among all that were listed.
      let position: Int
      let kind: SampleIssue.Kind
      let reason: String
    }
  }

  let layout: Layout
  /// What the files of the samples were when their content was last compared: where they are still that, it is the same.
  let identity: SHA256Digest
  private let file: PositionedFile
  /// How many samples could be read.
  private let count: Int
  private let jsonBytes: Int
  private let sum: UInt64

  var path: String { file.path }

  /// Opens a file of this version by its header and its size; nil where there is none or they disagree.
  init?(_ path: String, sampleBytes: Int, listed: Int) {
    guard let file = PositionedFile(path, O_RDWR) ?? PositionedFile(path, O_RDONLY),
      let header = file.bytes(Layout.headerBytes, at: 0)
    else { return nil }
    let numbers = header.withUnsafeBytes { bytes in
      (0..<8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
    layout = Layout(sampleBytes: sampleBytes, looks: numbers[3] != 0, listed: listed)
    guard numbers[0] == Layout.magic, numbers[1] == Layout.version, numbers[2] == UInt64(sampleBytes),
      numbers[3] < 2, numbers[4] == UInt64(listed), numbers[5] <= UInt64(listed), numbers[6] < 1 << 40,
      file.size == layout.end + Int(numbers[6])
    else { return nil }
    (count, jsonBytes, sum) = (Int(numbers[5]), Int(numbers[6]), numbers[7])
    identity = header.withUnsafeBytes { SHA256Digest(of: $0, at: Layout.identityOffset) }
    self.file = file
  }

  /// Reads all of it once and gives what is not pixels; nil where it is damaged.
  ///
  /// - Parameters:
  ///   - workers: how many threads take up records.
  ///   - onProgress: called with how many samples are done; false stops, and nil is given too.
  func contents(workers: Int, onProgress: (Int) -> Bool) -> Contents? {
    var checksum = Checksums()
    var pixels = [UInt8](repeating: 0, count: layout.sampleBytes)
    for index in 0..<count {
      guard pixels.withUnsafeMutableBytes({ file.read($0, at: layout.pixels(index)) }) else { return nil }
      pixels.withUnsafeBytes { checksum.pixels.add($0) }
      if index % 1024 == 1023 { guard onProgress(index + 1) else { return nil } }
    }
    var records: [PixelRecord] = []
    records.reserveCapacity(count)
    let (size, looks) = (layout.recordBytes, layout.looks)
    for start in stride(from: 0, to: count, by: 4096) {
      let portion = min(4096, count - start)
      guard let bytes = file.bytes(portion * size, at: layout.record(start)) else { return nil }
      bytes.withUnsafeBytes { checksum.records.add($0) }
      records += ParallelMap.map(portion, workers: workers) { index in
        bytes.withUnsafeBytes {
          PixelRecord(UnsafeRawBufferPointer(rebasing: $0[index * size..<(index + 1) * size]), looks: looks)
        }
      }
    }
    guard let json = file.bytes(jsonBytes, at: layout.end), checksum.total(json) == sum,
      let issues = try? JSONDecoder().decode([Contents.Issue].self, from: Data(json)),
      records.allSatisfy({ (0..<layout.listed).contains($0.position) }),
      issues.allSatisfy({ (0..<layout.listed).contains($0.position) })
    else { return nil }
    // It was used now: the cache drops what was not.
    futimens(file.descriptor, nil)
    return Contents(records: records, issues: issues)
  }

  /// Remembers by what the samples are known here, so that the next run need not compare contents.
  func adopt(_ identity: SHA256Digest) {
    _ = identity.withBytes { file.write($0, at: Layout.identityOffset) }
  }

  /// Reads a sample; false where the file no longer has it.
  func read(_ index: Int, to target: UnsafeMutableRawBufferPointer) -> Bool {
    file.read(target, at: layout.pixels(index))
  }

  /// Says that these samples are wanted soon.
  func prefetch(_ indices: some Sequence<Int>) {
    #if !canImport(Darwin)
      for index in indices {
        posix_fadvise(
          file.descriptor, off_t(layout.pixels(index)), off_t(layout.sampleBytes), POSIX_FADV_WILLNEED)
      }
    #endif
  }

  /// Pixels and records are written in turn but lie apart, so each has its own.
  struct Checksums {
    var pixels = Checksum()
    var records = Checksum()

    /// One of everything.
    func total(_ json: [UInt8]) -> UInt64 {
      var total = Checksum()
      [pixels.value, records.value].withUnsafeBytes { total.add($0) }
      json.withUnsafeBytes { total.add($0) }
      return total.value
    }
  }

  /// A checksum of bytes: eight at a time, each moved to another place by multiplication.
  struct Checksum {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
      var position = 0
      while position + 8 <= bytes.count {
        value =
          (value ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
        position += 8
      }
      for byte in bytes[position...] { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
  }
}
