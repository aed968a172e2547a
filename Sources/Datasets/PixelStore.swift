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
  /// The size and colours of every sample's pixels.
  public let geometry: Preprocessing.Geometry
  /// Class names; labels of the samples are positions in it.
  public let classes: [String]
  /// The samples that could be read, in the order given.
  public let samples: [Sample]
  /// Files that were recovered or could not be read.
  public let issues: [SampleIssue]
  /// Size of each sample's picture in its file; nil where it is not known.
  package let fullSizes: [PictureSize?]
  private let backing: Backing
  /// Of everything, computed once.
  let knownFingerprint = Mutex<String?>(nil)

  enum Backing {
    case memory(UnsafeMutablePointer<UInt8>)
    case file(PixelFile)
    case decoder(SampleDecoder)
    /// Some of the samples of another store, by their positions in it.
    case view(PixelStore, [Int])
    /// All samples of one store, and then all of another.
    case joined(PixelStore, PixelStore)
  }

  /// Where the pixels are.
  public enum Storage: Hashable, Sendable {
    /// In a block of memory.
    case memory
    /// In this file of the cache.
    case file(path: String)
    /// Nowhere: neither memory nor the cache has room.
    case nowhere
  }

  /// Where the pixels of this store are.
  public var storage: Storage {
    switch backing {
    case .memory: .memory
    case .file(let file): .file(path: file.path)
    case .decoder: .nowhere
    case .view(let base, _), .joined(let base, _): base.storage
    }
  }

  /// What is being done while a store is made.
  public enum Phase: String, Hashable, Sendable {
    /// Files are read and decoded.
    case reading = "reading images"
    /// Files are compared with those that the pixels in the cache were made of.
    case comparing = "comparing images with the cache"
    /// A file of the cache is read to see whether it is whole.
    case verifying = "checking the cache"
  }

  /// Decodes `samples` with `workers` threads.
  ///
  /// - Parameters:
  ///   - isStrict: whether the first unreadable file is thrown instead of listed.
  ///   - cache: where pixels go that do not fit in memory; nil has only memory.
  ///   - onProgress: called now and then with how many are done, from this thread; false stops.
  /// - Throws: `DataError.tooLarge` before anything is allocated, `DataError.strict`, or `CancellationError`.
  public convenience init(
    _ samples: [Sample], classes: [String], geometry: Preprocessing.Geometry,
    limits: DecodingLimits = .init(),
    workers: Int = 1, isStrict: Bool = false, cache: PixelCache? = nil,
    onProgress: (_ phase: Phase, _ done: Int) -> Bool = { _, _ in true }
  ) throws {
    let loading = PixelLoading(
      samples, geometry: geometry, limits: limits, workers: workers, isStrict: isStrict, looks: false)
    self.init(try loading.load(cache: cache, onProgress: onProgress), classes: classes, geometry)
  }

  /// The same, and what a check sees of each sample on the way.
  package static func looking(
    at samples: [Sample], classes: [String], geometry: Preprocessing.Geometry,
    limits: DecodingLimits = .init(), workers: Int, isStrict: Bool, cache: PixelCache?,
    onProgress: (_ phase: Phase, _ done: Int) -> Bool
  ) throws -> (pixels: PixelStore, facts: [SampleFacts]) {
    let loading = PixelLoading(
      samples, geometry: geometry, limits: limits, workers: workers, isStrict: isStrict, looks: true)
    let loaded = try loading.load(cache: cache, onProgress: onProgress)
    return (PixelStore(loaded, classes: classes, geometry), loaded.looks.facts)
  }

  private init(_ loaded: PixelLoading.Outcome, classes: [String], _ geometry: Preprocessing.Geometry) {
    self.geometry = geometry
    self.classes = classes
    samples = loaded.samples
    issues = loaded.issues
    fullSizes = loaded.sizes
    backing = loaded.backing
  }

  /// Some of the samples of `base`, in the order given, without a copy of their pixels.
  ///
  /// Its issues are those of files that were recovered: a file that could not be read belongs to no view.
  package convenience init(viewing base: PixelStore, _ positions: [Int]) {
    self.init(viewing: base, positions, named: Set(positions.map { base.samples[$0].name }))
  }

  /// Those of `listed` that `base` has, and the issues of all of them.
  package convenience init(viewing base: PixelStore, _ listed: [Sample]) {
    let positions = Dictionary(
      base.samples.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.init(viewing: base, listed.compactMap { positions[$0.name] }, named: Set(listed.lazy.map(\.name)))
  }

  private init(viewing base: PixelStore, _ positions: [Int], named names: Set<String>) {
    geometry = base.geometry
    classes = base.classes
    samples = positions.map { base.samples[$0] }
    fullSizes = positions.map { base.fullSizes[$0] }
    issues = base.issues.filter { names.contains($0.path) }
    backing = .view(base, positions)
  }

  /// The samples of `first` and then those of `second`, without a copy of their pixels; both have the same geometry and
  /// classes.
  package init(joining first: PixelStore, _ second: PixelStore) {
    precondition(first.geometry == second.geometry && first.classes == second.classes, "stores of one kind")
    geometry = first.geometry
    classes = first.classes
    samples = first.samples + second.samples
    fullSizes = first.fullSizes + second.fullSizes
    issues = first.issues + second.issues
    backing = .joined(first, second)
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
    case .joined(let first, let second):
      return index < first.samples.count
        ? try first.withPixels(index, body) : try second.withPixels(index - first.samples.count, body)
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
    case .joined(let first, let second):
      let count = first.samples.count
      first.prefetch(indices.filter { $0 < count })
      second.prefetch(indices.filter { $0 >= count }.map { $0 - count })
    }
  }
}
