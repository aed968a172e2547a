import Crypto
import Foundation
public import FoveaImages
import FoveaNetworks
import Synchronization

/// Every readable sample of a part, decoded once and brought to the training size: UInt8, interleaved.
///
/// Pixels are in one block of memory while they fit, else in a file of the cache; where neither has room they are
/// decoded anew each time.
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
  private let backing: Backing

  private enum Backing {
    case memory(UnsafeMutablePointer<UInt8>)
    case file(PixelFile)
    case decoder(SampleDecoder)
    /// Some of the samples of another store, by their positions in it.
    case view(PixelStore, [Int])
  }

  /// Where the pixels are.
  public enum Storage: Hashable, Sendable {
    case memory
    case file(path: String)
    /// Nowhere: neither memory nor the cache has room.
    case nowhere
  }

  public var storage: Storage {
    switch backing {
    case .memory: .memory
    case .file(let file): .file(path: file.path)
    case .decoder: .nowhere
    case .view(let base, _): base.storage
    }
  }

  /// Decodes `samples` with `workers` threads.
  ///
  /// - Parameters:
  ///   - isStrict: whether the first unreadable file is thrown instead of listed.
  ///   - cache: where pixels go that do not fit in memory; nil has only memory.
  ///   - onProgress: called now and then with how many are done, from this thread; false stops.
  /// - Throws: `DataError.tooLarge` before anything is allocated, `DataError.strict`, or `CancellationError`.
  public init(
    _ samples: [Sample], classes: [String], geometry: Preprocessing.Geometry,
    limits: DecodingLimits = .init(),
    workers: Int = 1, isStrict: Bool = false, cache: PixelCache? = nil,
    onProgress: (Int) -> Bool = { _ in true }
  ) throws {
    let (bytes, overflow) = samples.count.multipliedReportingOverflow(by: geometry.count)
    let available = cache?.memory ?? PixelCache.machineMemory / 4 * 3
    let fits = !overflow && bytes <= available
    guard fits || cache != nil else {
      throw DataError.tooLarge(
        bytes: overflow ? Int.max : bytes, available: available, samples: samples.count,
        width: geometry.width, height: geometry.height)
    }
    self.geometry = geometry
    self.classes = classes
    let filling = PixelFilling(samples, geometry, limits, workers: workers, isStrict: isStrict)
    guard !fits, let cache else {
      let block = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes))
      do {
        try filling.run(onProgress) { pixels, index in
          pixels.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            (block + index * geometry.count).initialize(from: base, count: geometry.count)
          }
        }
      } catch {
        block.deallocate()
        throw error
      }
      backing = .memory(block)
      (self.samples, issues) = (filling.readable.map { samples[$0] }, filling.issues)
      fullSizes = filling.sizes
      return
    }

    let path = cache.path(for: samples, geometry)
    if let (file, contents) = PixelFile.open(path, sampleBytes: geometry.count),
      contents.readable.allSatisfy(samples.indices.contains)
    {
      let issues = contents.issues.compactMap { issue in
        SampleIssue.Kind(rawValue: issue.kind).map {
          SampleIssue(path: issue.path, kind: $0, reason: issue.reason)
        }
      }
      if isStrict, let issue = issues.first(where: { $0.kind != .recovered }) {
        throw DataError.strict(issue)
      }
      backing = .file(file)
      (self.samples, self.issues) = (contents.readable.map { samples[$0] }, issues)
      fullSizes = contents.sizes
      return
    }
    let room = overflow ? Int.max : bytes
    let file =
      cache.makeRoom(for: room)
      ? PixelFile.create(path, sampleBytes: geometry.count, count: samples.count) : nil
    // A disk that is full takes nothing more, and the pixels are decoded when they are needed.
    var isWhole = file != nil
    do {
      try filling.run(onProgress) { pixels, index in
        if isWhole, let file, !file.write(pixels, at: index) { isWhole = false }
      }
    } catch {
      file?.discard()
      throw error
    }
    let contents = PixelFile.Contents(
      readable: filling.readable, sizes: filling.sizes,
      issues: filling.issues.map { .init(path: $0.path, kind: $0.kind.rawValue, reason: $0.reason) })
    if isWhole, let file, let finished = file.finish(contents, as: path) {
      backing = .file(finished)
    } else {
      file?.discard()
      backing = .decoder(SampleDecoder(geometry: geometry, limits: limits))
    }
    (self.samples, issues) = (filling.readable.map { samples[$0] }, filling.issues)
    fullSizes = filling.sizes
  }

  /// Some of the samples of `base`, in the order given, without a copy of their pixels.
  ///
  /// Its issues are those of files that were recovered: a file that could not be read belongs to no view.
  package init(viewing base: PixelStore, _ positions: [Int]) {
    geometry = base.geometry
    classes = base.classes
    samples = positions.map { base.samples[$0] }
    fullSizes = positions.map { base.fullSizes[$0] }
    let recovered = Dictionary(
      base.issues.filter { $0.kind == .recovered }.map { ($0.path, $0) },
      uniquingKeysWith: { first, _ in first })
    issues = samples.compactMap { recovered[$0.name] }
    backing = .view(base, positions)
  }

  deinit {
    if case .memory(let block) = backing { block.deallocate() }
  }

  /// Calls `body` with the bytes of the sample at `index`, interleaved.
  ///
  /// - Throws: `DataError.changed` where they are decoded anew and the file is no longer what it was.
  package func withPixels<Result>(
    _ index: Int, _ body: (UnsafePointer<UInt8>) -> Result
  ) throws(DataError) -> Result {
    precondition(samples.indices.contains(index), "sample \(index) of \(samples.count)")
    let bytes: [UInt8]
    switch backing {
    case .memory(let block): return body(UnsafePointer(block + index * geometry.count))
    case .view(let base, let positions): return try base.withPixels(positions[index], body)
    case .file(let file):
      var isRead = false
      bytes = [UInt8](unsafeUninitializedCapacity: geometry.count) { buffer, count in
        isRead = file.read(index, to: UnsafeMutableRawBufferPointer(buffer.extracting(..<geometry.count)))
        count = isRead ? geometry.count : 0
      }
      guard isRead else { throw .changed(path: file.path, reason: "the cache file has no more bytes") }
    case .decoder(let decoder):
      switch decoder.decode(samples[index]) {
      case .success(let pixels): bytes = pixels.bytes
      case .failure(let failure): throw .changed(path: samples[index].name, reason: failure.reason)
      }
    }
    return bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("a picture has bytes") }
      return body(base)
    }
  }

  /// The bytes of the sample at `index`, interleaved.
  package func bytes(_ index: Int) throws(DataError) -> [UInt8] {
    try withPixels(index) { Array(UnsafeBufferPointer(start: $0, count: geometry.count)) }
  }

  /// Says that these samples are wanted soon, so that the disk may begin.
  package func prefetch(_ indices: some Sequence<Int>) {
    switch backing {
    case .memory, .decoder: break
    case .file(let file): file.prefetch(indices)
    case .view(let base, let positions): base.prefetch(indices.map { positions[$0] })
    }
  }
}

/// Decodes samples in order, in portions, so that progress is shown and a strict run stops soon.
private final class PixelFilling {
  private(set) var readable: [Int] = []
  private(set) var sizes: [PictureSize?] = []
  private(set) var issues: [SampleIssue] = []
  private let samples: [Sample]
  private let decoder: SampleDecoder
  private let workers: Int
  private let isStrict: Bool

  init(
    _ samples: [Sample], _ geometry: Preprocessing.Geometry, _ limits: DecodingLimits, workers: Int,
    isStrict: Bool
  ) {
    self.samples = samples
    self.workers = max(1, workers)
    self.isStrict = isStrict
    decoder = SampleDecoder(geometry: geometry, limits: limits)
  }

  /// Calls `store` with the pixels of each readable sample and its position among them.
  func run(_ onProgress: (Int) -> Bool, store: ([UInt8], Int) -> Void) throws {
    let portion = 64 * workers
    for start in stride(from: 0, to: samples.count, by: portion) {
      let batch = samples[start..<min(samples.count, start + portion)]
      let decoder = decoder
      let decoded = ParallelMap.map(batch.count, workers: workers) { decoder.decode(batch[start + $0]) }
      for (index, result) in zip(batch.indices, decoded) {
        switch result {
        case .success(let pixels):
          if let reason = pixels.recovered {
            issues.append(SampleIssue(path: samples[index].name, kind: .recovered, reason: reason))
          }
          store(pixels.bytes, readable.count)
          readable.append(index)
          sizes.append(pixels.fullSize)
        case .failure(let failure):
          let issue = SampleIssue(path: samples[index].name, kind: .unreadable, reason: failure.reason)
          if isStrict { throw DataError.strict(issue) }
          issues.append(issue)
        }
      }
      guard onProgress(start + batch.count) else { throw CancellationError() }
    }
  }
}
