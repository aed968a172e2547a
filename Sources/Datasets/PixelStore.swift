import Crypto
import Foundation
public import FoveaImages
import FoveaNetworks
import Synchronization

/// Every readable sample of a part, decoded once and brought to the training size: UInt8 in one block of memory.
///
/// ```
/// | sample 0: H × W × C bytes, interleaved | sample 1 | … | sample count − 1 |
/// ```
public final class PixelStore: @unchecked Sendable {
  // The block is written while the store is made, each sample by one thread, and only read afterwards.
  public let geometry: Preprocessing.Geometry
  public let classes: [String]
  /// The samples that could be read, in the order given.
  public let samples: [Sample]
  /// Files that were recovered or could not be read.
  public let issues: [SampleIssue]
  /// Size of each sample's picture in its file; nil where it is not known.
  package let fullSizes: [PictureSize?]
  private let block: UnsafeMutablePointer<UInt8>

  /// Decodes `samples` with `workers` threads.
  ///
  /// - Parameters:
  ///   - isStrict: whether the first unreadable file is thrown instead of listed.
  ///   - onProgress: called now and then with how many are done, from this thread; false stops.
  /// - Throws: `DataError.tooLarge` before anything is allocated, `DataError.strict`, or `CancellationError`.
  public init(
    _ samples: [Sample], classes: [String], geometry: Preprocessing.Geometry,
    limits: DecodingLimits = .init(),
    workers: Int = 1, isStrict: Bool = false, onProgress: (Int) -> Bool = { _ in true }
  ) throws {
    let (bytes, overflow) = samples.count.multipliedReportingOverflow(by: geometry.count)
    let available = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) / 4 * 3
    guard !overflow, bytes <= available else {
      throw DataError.tooLarge(
        bytes: overflow ? Int.max : bytes, available: available, samples: samples.count,
        width: geometry.width,
        height: geometry.height)
    }
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes))
    self.block = block
    self.geometry = geometry
    self.classes = classes

    var readable: [Sample] = []
    var sizes: [PictureSize?] = []
    var issues: [SampleIssue] = []
    let decoder = SampleDecoder(geometry: geometry, limits: limits)
    // In portions, so that progress is shown and a strict run stops soon.
    let portion = 64 * max(1, workers)
    do {
      for start in stride(from: 0, to: samples.count, by: portion) {
        let batch = samples[start..<min(samples.count, start + portion)]
        let decoded = ParallelMap.map(batch.count, workers: workers) { decoder.decode(batch[start + $0]) }
        for (sample, result) in zip(batch, decoded) {
          switch result {
          case .success(let pixels):
            if let reason = pixels.recovered {
              issues.append(SampleIssue(path: sample.name, kind: .recovered, reason: reason))
            }
            pixels.bytes.withUnsafeBufferPointer { source in
              guard let base = source.baseAddress else { return }
              (block + readable.count * geometry.count).initialize(from: base, count: geometry.count)
            }
            readable.append(sample)
            sizes.append(pixels.fullSize)
          case .failure(let failure):
            let issue = SampleIssue(path: sample.name, kind: .unreadable, reason: failure.reason)
            if isStrict { throw DataError.strict(issue) }
            issues.append(issue)
          }
        }
        guard onProgress(start + batch.count) else { throw CancellationError() }
      }
    } catch {
      block.deallocate()
      throw error
    }
    self.samples = readable
    self.issues = issues
    fullSizes = sizes
  }

  deinit { block.deallocate() }
}

extension PixelStore {
  /// How many samples could be read.
  public var count: Int { samples.count }

  /// Throws where a class of the data has files here but none that can be read.
  public func requireEveryClass(of listed: [Sample]) throws(DataError) {
    var files = Array(repeating: 0, count: classes.count)
    for sample in listed { files[sample.label] += 1 }
    for sample in samples { files[sample.label] = 0 }
    guard let label = files.firstIndex(where: { $0 > 0 }) else { return }
    let names = Set(listed.lazy.filter { $0.label == label }.map(\.name))
    let reason = issues.first { names.contains($0.path) }?.reason ?? "unknown"
    throw .classWithoutImage(name: classes[label], files: files[label], firstReason: reason)
  }

  /// The bytes of the sample at `index`, interleaved.
  package func pixels(_ index: Int) -> UnsafePointer<UInt8> {
    precondition(samples.indices.contains(index), "sample \(index) of \(samples.count)")
    return UnsafePointer(block + index * geometry.count)
  }

  /// Writes `indices` as rows of `target` in the layout of `preprocessing`.
  ///
  /// - Parameters:
  ///   - draw: how the pictures are changed on the way; nil leaves them as they are.
  ///   - perform: runs its second argument for 0 ..< its first, in any order and in parallel.
  package func fill(
    _ target: UnsafeMutableBufferPointer<Float>, samples indices: some RandomAccessCollection<Int>,
    preprocessing: Preprocessing, augmenting draw: AugmentationDraw? = nil,
    perform: (Int, (Int) -> Void) -> Void
  ) {
    precondition(preprocessing.geometry == geometry, "pixels of another geometry")
    let size = preprocessing.shape.count
    precondition(
      target.count >= indices.count * size, "no room for \(indices.count) samples of \(size) numbers")
    guard let base = target.baseAddress else { return }
    let portion = max(1, (1 << 15) / size)
    preprocessing.table.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      perform((indices.count + portion - 1) / portion) { part in
        var canvas = Canvas(
          width: geometry.width, height: geometry.height, channels: draw == nil ? 0 : geometry.channels.count)
        for position in part * portion..<min(indices.count, (part + 1) * portion) {
          let index = indices[indices.index(indices.startIndex, offsetBy: position)]
          let row = base + position * size
          guard let draw else {
            preprocessing.write(pixels(index), to: row, table: table)
            continue
          }
          draw.change(&canvas, pixels(index), sample: index)
          canvas.pixels.withUnsafeBufferPointer { pixels in
            guard let pixels = pixels.baseAddress else { return }
            preprocessing.write(pixels, to: row, table: table)
          }
        }
      }
    }
  }

  /// How often each byte occurs in each channel, `[channels, 256]`.
  func histogram() -> [Int] {
    let channels = geometry.channels.count
    var counts = Array(repeating: 0, count: channels * 256)
    let bytes = UnsafeBufferPointer(start: block, count: count * geometry.count)
    for start in stride(from: 0, to: bytes.count, by: channels) {
      for channel in 0..<channels { counts[channel * 256 + Int(bytes[start + channel])] += 1 }
    }
    return counts
  }

  /// SHA-256 of class names, labels and pixels, in hexadecimal: equal for equal training data.
  public func fingerprint() -> String {
    var hash = SHA256()
    for name in classes { hash.update(data: Array(name.utf8) + [0]) }
    for sample in samples {
      withUnsafeBytes(of: UInt32(sample.label).littleEndian) { hash.update(bufferPointer: $0) }
    }
    hash.update(bufferPointer: UnsafeRawBufferPointer(start: block, count: count * geometry.count))
    return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
