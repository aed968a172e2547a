package import FoveaDatasets
package import FoveaExecution
import FoveaFiles
import FoveaNetworks
import Synchronization

/// Computes features of pictures with a backbone, each once: what was computed before is in memory, or in the cache.
///
/// It belongs to one thread at a time.
package final class FeatureSource {
  package let backbone: FeatureNetwork
  /// The numbers that it computes with.
  package let precision: Precision
  /// How many features were found in the cache.
  package private(set) var found = 0
  /// How many features were computed.
  package private(set) var computed = 0
  private let executable: Executable
  private let cache: FeatureCache?
  private var known: [Known: ArraySlice<Float>] = [:]
  private var digests: [String: SHA256Digest] = [:]

  private struct Known: Hashable {
    let name: String
    let view: FeatureView
  }

  /// Every batch is of this size, what is left of one is filled with zeros: which pictures stand beside a picture changes no
  /// bit of its features.
  private static let batch = 32
  /// Changes whenever features of the same pixels may.
  private static let version = 1

  /// Compiles the backbone.
  ///
  /// - Parameter cacheFolder: where features are kept; nil keeps none.
  package init(
    _ backbone: FeatureNetwork, precision: Precision = .automatic, cacheFolder: String?
  ) throws {
    self.backbone = backbone
    self.precision = precision
    executable = try Executable(backbone.network, batch: FeatureSource.batch, precision: precision)
    try executable.parameters.load(backbone.parameters)
    // The threads and the level of the processor choose among kernels, which differ in the last bits.
    let identity =
      "\(FeatureSource.version) \(backbone.digest) \(precision.rawValue) \(ProcessorLevel.current) \(oneDNNVersion) \(Threads.count)"
    cache = cacheFolder.map {
      FeatureCache(folder: $0, identity: SHA256Digest(Array(identity.utf8)), width: backbone.width)
    }
    cache?.makeRoom()
  }

  /// The folder of the user's cache.
  package static var cacheFolder: String { UserFolders.cache }

  /// The features of every sample of `pixels`, in its order.
  ///
  /// - Parameters:
  ///   - pixels: of the backbone's size and colours.
  ///   - onProgress: called with how many of those that have to be computed are done, and of how many; false stops.
  /// - Throws: `CancellationError` where it is stopped; what was computed is in the cache.
  package func features(
    of pixels: PixelStore, view: FeatureView = .plain, onProgress: (Int, Int) -> Bool = { _, _ in true }
  ) throws -> FeatureMatrix {
    try digest(pixels)
    let unknown = pixels.samples.indices.filter {
      known[Known(name: pixels.samples[$0].name, view: view)] == nil
    }
    let keys = unknown.map { FeatureSource.key(of: digests[pixels.samples[$0].name], view) }
    let cached = cache?.features(of: Set(keys)) ?? [:]
    var missing: [(sample: Int, key: SHA256Digest)] = []
    for (sample, key) in zip(unknown, keys) {
      if let values = cached[key] {
        remember(values[...], pixels.samples[sample].name, view)
        found += 1
      } else {
        missing.append((sample, key))
      }
    }
    let geometry = backbone.preprocessing.geometry
    for start in stride(from: 0, to: missing.count, by: FeatureSource.batch) {
      let part = missing[start..<min(missing.count, start + FeatureSource.batch)]
      let values = try run(part.count) { position in
        let bytes = try pixels.bytes(part[part.startIndex + position].sample)
        return view == .plain ? bytes : view.bytes(of: bytes, geometry)
      }
      var rows: [(key: SHA256Digest, values: ArraySlice<Float>)] = []
      for (position, (sample, key)) in part.enumerated() {
        remember(values[position], pixels.samples[sample].name, view)
        rows.append((key, values[position]))
      }
      cache?.append(rows)
      computed += part.count
      guard onProgress(start + part.count, missing.count) else { throw CancellationError() }
    }
    var all: [Float] = []
    all.reserveCapacity(pixels.count * backbone.width)
    for sample in pixels.samples {
      guard let values = known[Known(name: sample.name, view: view)] else {
        preconditionFailure("features of every sample")
      }
      all += values
    }
    return FeatureMatrix(width: backbone.width, values: all)
  }

  /// The features of pictures that are decoded already, in their order; nothing is kept.
  package func features(of pictures: [DecodedPixels]) throws -> FeatureMatrix {
    var all = FeatureMatrix(width: backbone.width)
    for start in stride(from: 0, to: pictures.count, by: FeatureSource.batch) {
      let count = min(FeatureSource.batch, pictures.count - start)
      all = all.appending(try run(count) { pictures[start + $0].bytes })
    }
    return all
  }

  /// How many of these pictures have features that were kept.
  package func known(of pictures: [DecodedPixels]) -> Int {
    let keys = pictures.map { FeatureSource.key(of: SHA256Digest($0.bytes), .plain) }
    let found = cache?.features(of: Set(keys)) ?? [:]
    return keys.count { found[$0] != nil }
  }

  private func remember(_ values: ArraySlice<Float>, _ name: String, _ view: FeatureView) {
    known[Known(name: name, view: view)] = values
  }

  /// The features of up to a batch of pictures, whose pixels `bytes` gives.
  private func run(_ count: Int, _ bytes: (Int) throws -> [UInt8]) throws -> FeatureMatrix {
    let context = try executable.inference(batch: FeatureSource.batch)
    let (input, preprocessing) = (context.input, backbone.preprocessing)
    let size = preprocessing.shape.count
    let failure = Mutex<(any Error)?>(nil)
    preprocessing.table.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress, let base = input.baseAddress else { return }
      Threads.perform(count) { position in
        do {
          try bytes(position).withUnsafeBufferPointer { pixels in
            guard let pixels = pixels.baseAddress else { return }
            preprocessing.write(pixels, to: base + position * size, table: table)
          }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    input[(count * size)...].update(repeating: 0)
    try context.run()
    return FeatureMatrix(
      width: backbone.width, values: Array(context.logits.prefix(count * backbone.width)))
  }

  /// Takes the digests of the pixels of all samples that have none.
  private func digest(_ pixels: PixelStore) throws {
    let open = pixels.samples.indices.filter { digests[pixels.samples[$0].name] == nil }
    let results = Mutex<[(Int, Result<SHA256Digest, DataError>)]>([])
    Threads.perform(over: open.count, grain: 16) { part in
      let own = part.map { position in
        let sample = open[position]
        return (sample, Result { () throws(DataError) in SHA256Digest(try pixels.bytes(sample)) })
      }
      results.withLock { $0 += own }
    }
    for (sample, result) in results.withLock({ $0 }) {
      digests[pixels.samples[sample].name] = try result.get()
    }
  }

  private static func key(of digest: SHA256Digest?, _ view: FeatureView) -> SHA256Digest {
    let hash = SHA256Hash()
    digest?.withBytes { hash.update($0) }
    hash.update(terminated: view.rawValue)
    return hash.finalize()
  }
}
