import Foundation
import FoveaFiles

/// A file of the cache while it is made: under another name, and renamed once it is whole.
final class PixelFileWriter {
  let layout: PixelFile.Layout
  private let file: PositionedFile
  /// Whether everything so far is on the disk; once it is full nothing more is tried.
  private var isWhole = true
  private var checksums = PixelFile.Checksums()

  /// Starts a file in `folder`; nil where the disk is full or not to be written.
  init?(in folder: String, _ layout: PixelFile.Layout) {
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/pixels-\(getpid())-\(UUID().uuidString.prefix(8)).tmp"
    guard let file = PositionedFile(path, O_RDWR | O_CREAT | O_EXCL) else { return nil }
    self.file = file
    self.layout = layout
    #if !canImport(Darwin)
      // The room is taken now, so that a full disk is known before anything is decoded.
      guard posix_fallocate(file.descriptor, 0, off_t(layout.end)) == 0 else {
        discard()
        return nil
      }
    #endif
  }

  func discard() { unlink(file.path) }

  /// Writes the next sample and what is known of it.
  func write(_ pixels: [UInt8], _ record: PixelRecord, at index: Int) {
    guard isWhole else { return }
    isWhole =
      pixels.withUnsafeBytes { bytes in
        checksums.pixels.add(bytes)
        return file.write(bytes, at: layout.pixels(index))
      }
      && record.bytes.withUnsafeBytes { bytes in
        checksums.records.add(bytes)
        return file.write(bytes, at: layout.record(index))
      }
  }

  /// Completes the file and gives it its name; nil, and the file is gone, where that fails.
  ///
  /// - Parameters:
  ///   - count: how many samples were written.
  ///   - identity: what the files of the samples were, before and after they were read.
  func finish(
    count: Int, issues: [PixelFile.Contents.Issue], identity: SHA256Digest, as name: String
  ) -> PixelFile? {
    guard isWhole, let json = try? [UInt8](JSONEncoder().encode(issues)),
      json.withUnsafeBytes({ file.write($0, at: layout.end) }),
      ftruncate(file.descriptor, off_t(layout.end + json.count)) == 0
    else {
      discard()
      return nil
    }
    let numbers = [
      PixelFile.Layout.magic, PixelFile.Layout.version, UInt64(layout.sampleBytes), layout.looks ? 1 : 0,
      UInt64(layout.listed), UInt64(count), UInt64(json.count),
      checksums.total(json),
    ]
    guard numbers.withUnsafeBytes({ file.write($0, at: 0) }),
      identity.withBytes({ file.write($0, at: PixelFile.Layout.identityOffset) }),
      rename(file.path, name) == 0,
      let finished = PixelFile(name, sampleBytes: layout.sampleBytes, listed: layout.listed)
    else {
      discard()
      return nil
    }
    return finished
  }
}
