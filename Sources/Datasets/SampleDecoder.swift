import Dispatch
import Foundation
import FoveaFiles
package import FoveaImages
import Synchronization

/// The pixels of one file at the size that a network takes.
package struct DecodedPixels: Sendable {
  /// Interleaved, of the geometry's size.
  package let bytes: [UInt8]
  /// Why only a part of the picture is there; nil where it is whole.
  package let recovered: String?
  /// The same, or that only the first page is there; nil where all of the file is.
  package let note: String?
  /// Size of the upright picture in the file; nil where it is not known.
  package let fullSize: PictureSize?

  package init(bytes: [UInt8], recovered: String?, fullSize: PictureSize? = nil) {
    self.bytes = bytes
    self.recovered = recovered
    note = recovered
    self.fullSize = fullSize
  }

  init(_ decoded: DecodedImage) {
    bytes = decoded.image.pixels
    recovered = decoded.recovered
    note = decoded.note
    fullSize = PictureSize(width: decoded.fullWidth, height: decoded.fullHeight)
  }
}

/// Width and height of a picture.
package struct PictureSize: Hashable, Sendable, Codable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// Why a file gave no pixels.
package struct DecodingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let reason: String
  package var description: String { reason }
}

/// Brings files and records to the pixels of one geometry.
package struct SampleDecoder: Sendable {
  private let geometry: Preprocessing.Geometry
  private let decoder: ImageDecoder

  package init(geometry: Preprocessing.Geometry, limits: DecodingLimits = .init()) {
    self.geometry = geometry
    decoder = ImageDecoder(channels: geometry.channels, limits: limits)
  }

  package func decode(_ sample: Sample) -> Result<DecodedPixels, DecodingFailure> {
    read(sample, looks: false, hashes: false).pixels
  }

  package func decode(path: String) -> Result<DecodedPixels, DecodingFailure> {
    do throws(ImageError) {
      return decode(try bytes(of: path))
    } catch {
      return .failure(DecodingFailure(reason: "\(error)"))
    }
  }

  /// What one reading of a sample gives.
  struct Reading: Sendable {
    let pixels: Result<DecodedPixels, DecodingFailure>
    /// Of its file; nil where it was not asked for or cannot be read.
    var digest: SHA256Digest?
    /// What it looks like; nil where it was not asked for.
    var facts: SampleFacts?
  }

  /// Reads and decodes `sample` once.
  ///
  /// - Parameters:
  ///   - looks: whether the facts of a check are wanted too.
  ///   - hashes: whether the digest of the file is wanted too.
  func read(_ sample: Sample, looks: Bool, hashes: Bool) -> Reading {
    if let image = sample.source.image {
      let pixels = DecodedPixels(
        bytes: geometry.pixels(of: image), recovered: nil,
        fullSize: PictureSize(width: image.width, height: image.height))
      return Reading(
        pixels: .success(pixels), digest: hashes ? SHA256Digest(image.pixels) : nil,
        facts: looks ? SampleFacts(image) : nil)
    }
    var digest: SHA256Digest?
    do throws(ImageError) {
      let bytes = try SampleDecoder.file(of: sample, limit: decoder.limits.bytes)
      if looks || hashes { digest = SHA256Digest(bytes) }
      guard looks, let content = digest else { return Reading(pixels: decode(bytes), digest: digest) }
      let (decoded, look) = try decoder.decode(
        bytes, fitting: geometry.fitting, isExact: geometry.decoding == .exact, beside: SampleFacts.look)
      return Reading(
        pixels: .success(DecodedPixels(decoded)), digest: digest,
        facts: SampleFacts(decoded, look: look, digest: content, bytes: bytes.count))
    } catch {
      let reason = "\(error)"
      return Reading(
        pixels: .failure(DecodingFailure(reason: reason)), digest: digest,
        facts: looks ? SampleFacts(unreadable: reason) : nil)
    }
  }

  /// The bytes of the image file that `sample` is; pictures in memory are none.
  package static func file(of sample: Sample, limit: Int) throws(ImageError) -> [UInt8] {
    switch sample.source {
    case .record, .image: preconditionFailure("a picture in memory is no file")
    case .file(let path): return try ImageFile.bytes(of: path, limit: limit)
    case .slice(let path, let offset, let count):
      guard count <= limit else { throw .tooManyBytes(bytes: count, limit: limit) }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .file(code: errno) }
      defer { close(descriptor) }
      guard let bytes = TarReader.bytes(descriptor, at: offset, count: count) else { throw .file(code: EIO) }
      return bytes
    }
  }

  /// The digest of what `sample` is made from; nil where it cannot be read.
  static func digest(of sample: Sample, limit: Int) -> SHA256Digest? {
    if let image = sample.source.image { return SHA256Digest(image.pixels) }
    return (try? file(of: sample, limit: limit)).map { SHA256Digest($0) }
  }

  /// The bytes of the file at `path`, within the limits.
  package func bytes(of path: String) throws(ImageError) -> [UInt8] {
    try ImageFile.bytes(of: path, limit: decoder.limits.bytes)
  }

  /// The picture of a file that is in memory, for people to look at: at its own aspect ratio and in its own colours, its
  /// longer side at most `side`; nil where it cannot be decoded.
  package func photo(_ bytes: [UInt8], within side: Int) -> Image? {
    try? ImageDecoder(channels: nil, limits: decoder.limits).decode(bytes, within: side).image
  }

  /// The same of a sample.
  package func photo(of sample: Sample, within side: Int) -> Image? {
    if let image = sample.source.image { return image.within(side) }
    return (try? SampleDecoder.file(of: sample, limit: decoder.limits.bytes)).flatMap {
      photo($0, within: side)
    }
  }

  /// Decodes a file that is in memory.
  package func decode(_ bytes: [UInt8]) -> Result<DecodedPixels, DecodingFailure> {
    do throws(ImageError) {
      let decoded = try decoder.decode(bytes, fitting: geometry.fitting, isExact: geometry.decoding == .exact)
      return .success(DecodedPixels(decoded))
    } catch {
      return .failure(DecodingFailure(reason: "\(error)"))
    }
  }
}

/// A map over many threads whose results are in order.
package enum ParallelMap {
  /// The results of `transform` for 0 ..< `count`, computed by up to `workers` threads that take the next one when
  /// they are free.
  package static func map<Value: Sendable>(
    _ count: Int, workers: Int, _ transform: @Sendable (Int) -> Value
  ) -> [Value] {
    guard workers > 1, count > 1 else { return (0..<count).map(transform) }
    return [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      let slots = Slots(buffer: buffer)
      let next = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          slots.buffer.initializeElement(at: index, to: transform(index))
        }
      }
      filled = count
    }
  }

  /// Room for the results: each is written once, by the thread that took its number, and read when all are there.
  private struct Slots<Value>: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Value>
  }
}
