import Foundation
package import FoveaImages

/// Writes labeled data as WebDataset shards: `train-000000.tar`, …, each sample as `NUMBER.jpg` and `NUMBER.cls`.
///
/// Files are copied as they are; records of IDX files become PNG. Samples come in a random order of `seed`, so that a
/// reader that goes through a shard from front to back sees all classes.
package struct ShardPacker {
  package struct Outcome: Sendable {
    package var files: [String] = []
    package var packed = 0
    package var issues: [SampleIssue] = []

    package init() {}
  }

  private let folder: String
  private let shardBytes: Int
  private let limits: DecodingLimits?

  /// - Parameter limits: a picture beyond them is left out; where nil none is looked at, as files are copied.
  package init(folder: String, shardBytes: Int, limits: DecodingLimits? = nil) {
    self.folder = folder
    self.shardBytes = shardBytes
    self.limits = limits
  }

  /// Packs `samples`; `prefix` begins the names of the files.
  ///
  /// - Parameter onProgress: called with how many are done; false stops.
  /// - Throws: `DataError.unwritable` where a file cannot be written or is there already.
  package func pack(
    _ samples: [Sample], classes: [String], prefix: String, into outcome: inout Outcome,
    onProgress: (Int) -> Bool
  ) throws {
    var shard: (path: String, handle: FileHandle, tar: TarWriter)?
    for (number, sample) in samples.enumerated() {
      guard onProgress(number) else { throw CancellationError() }
      let content: (bytes: [UInt8], suffix: String)
      do {
        content = try self.content(of: sample)
      } catch {
        outcome.issues.append(SampleIssue(path: sample.name, kind: .unreadable, reason: "\(error)"))
        continue
      }
      if let full = shard, full.tar.size > 0, full.tar.size + content.bytes.count > shardBytes {
        try ShardPacker.writing(full.path) {
          try shard?.tar.finish()
          try full.handle.close()
        }
        shard = nil
      }
      if shard == nil {
        let index = String(outcome.files.count { $0.split(separator: "/").last?.hasPrefix(prefix) == true })
        let path = "\(folder)/\(prefix)-\(String(repeating: "0", count: max(0, 6 - index.count)))\(index).tar"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
          throw DataError.unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        shard = (path, handle, TarWriter(handle))
        outcome.files.append(path)
      }
      let digits = String(number)
      let key = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
      try ShardPacker.writing(shard?.path ?? folder) {
        try shard?.tar.add("\(key).\(content.suffix)", content.bytes)
        try shard?.tar.add("\(key).cls", Array(Shard.text(ofLabel: classes[sample.label]).utf8))
      }
      outcome.packed += 1
    }
    if let last = shard {
      try ShardPacker.writing(last.path) {
        try shard?.tar.finish()
        try last.handle.close()
      }
    }
  }

  private static func writing(_ path: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      throw DataError.unwritable(path: path, reason: (error as NSError).localizedDescription)
    }
  }

  private func content(of sample: Sample) throws -> (bytes: [UInt8], suffix: String) {
    if let image = sample.source.image {
      return (try image.pngBytes(), "png")
    }
    let bytes = try SampleDecoder.file(of: sample, limit: (limits ?? DecodingLimits()).bytes)
    if let limits { _ = try ImageDecoder(limits: limits).header(bytes) }
    let suffix = sample.name.lastIndex(of: ".").map {
      sample.name[sample.name.index(after: $0)...].lowercased()
    }
    let named = suffix.flatMap { ImageName.isCandidate("x." + $0) ? $0 : nil }
    return (bytes, named ?? (try? ImageFormat.detect(bytes))?.rawValue ?? "jpg")
  }
}
