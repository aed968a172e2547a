import Dispatch
import Foundation
package import FoveaImages
import Synchronization

/// The pixels of one file at the size that a network takes.
package struct DecodedPixels: Sendable {
  /// Interleaved, of the geometry's size.
  package let bytes: [UInt8]
  /// Why only a part of the picture is there; nil where it is whole.
  package let recovered: String?
  /// Size of the upright picture in the file; nil where it is not known.
  package let fullSize: PictureSize?

  package init(bytes: [UInt8], recovered: String?, fullSize: PictureSize? = nil) {
    self.bytes = bytes
    self.recovered = recovered
    self.fullSize = fullSize
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
    switch sample.source {
    case .file(let path): decode(path: path)
    case .slice: decodeSlice(sample)
    case .record(let images, let index):
      .success(
        DecodedPixels(
          bytes: geometry.pixels(of: images.image(index)), recovered: nil,
          fullSize: PictureSize(width: images.width, height: images.height)))
    }
  }

  package func decode(path: String) -> Result<DecodedPixels, DecodingFailure> {
    do throws(ImageError) {
      return decode(try bytes(of: path))
    } catch {
      return .failure(DecodingFailure(reason: "\(error)"))
    }
  }

  private func decodeSlice(_ sample: Sample) -> Result<DecodedPixels, DecodingFailure> {
    do throws(ImageError) {
      return decode(try SampleDecoder.file(of: sample, limit: decoder.limits.bytes))
    } catch {
      return .failure(DecodingFailure(reason: "\(error)"))
    }
  }

  /// The bytes of the image file that `sample` is; records of IDX files are none.
  package static func file(of sample: Sample, limit: Int) throws(ImageError) -> [UInt8] {
    switch sample.source {
    case .record: preconditionFailure("a record is no file")
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

  /// The bytes of the file at `path`, within the limits.
  package func bytes(of path: String) throws(ImageError) -> [UInt8] {
    try ImageFile.bytes(of: path, limit: decoder.limits.bytes)
  }

  /// Decodes a file that is in memory.
  package func decode(_ bytes: [UInt8]) -> Result<DecodedPixels, DecodingFailure> {
    do throws(ImageError) {
      let decoded = try decoder.decode(bytes, fitting: geometry.fitting, isExact: geometry.decoding == .exact)
      return .success(
        DecodedPixels(
          bytes: decoded.image.pixels, recovered: decoded.recovered,
          fullSize: PictureSize(width: decoded.fullWidth, height: decoded.fullHeight)))
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
    let results = Mutex<[Value?]>(Array(repeating: nil, count: count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let value = transform(index)
        results.withLock { $0[index] = value }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
