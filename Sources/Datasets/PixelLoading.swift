import FoveaFiles
import FoveaImages

/// Brings samples to pixels: each is read and decoded once, or not at all where the cache has it.
///
/// Samples are decoded in order, in portions, so that progress is shown and a strict run stops soon.
struct PixelLoading: Sendable {
  let samples: [Sample]
  let geometry: Preprocessing.Geometry
  let limits: DecodingLimits
  let workers: Int
  let isStrict: Bool
  /// Whether what a check sees of a sample is wanted too.
  let looks: Bool

  typealias Progress = (_ phase: PixelStore.Phase, _ done: Int) -> Bool

  /// What a store is made of.
  struct Outcome {
    let backing: PixelStore.Backing
    let samples: [Sample]
    let sizes: [PictureSize?]
    let issues: [SampleIssue]
    /// Of all samples where they were looked at, else of none.
    let looks: SampleLooks
  }

  init(
    _ samples: [Sample], geometry: Preprocessing.Geometry, limits: DecodingLimits, workers: Int,
    isStrict: Bool, looks: Bool
  ) {
    self.samples = samples
    self.geometry = geometry
    self.limits = limits
    self.workers = max(1, workers)
    self.isStrict = isStrict
    self.looks = looks
  }

  /// Loads the pixels into memory if they fit, else into a file of `cache`; without one memory has to do.
  func load(cache: PixelCache?, onProgress: Progress) throws -> Outcome {
    let (bytes, overflow) = samples.count.multipliedReportingOverflow(by: geometry.count)
    let available = cache?.memory ?? SystemMemory.size / 4 * 3
    if !overflow, bytes <= available { return try loadIntoMemory(bytes, onProgress) }
    guard let cache else {
      throw DataError.tooLarge(
        bytes: overflow ? Int.max : bytes, available: available, samples: samples.count,
        width: geometry.width, height: geometry.height)
    }
    let listing = PixelCache.Listing(samples)
    let prefix = cache.prefix(count: samples.count, listing, geometry, limits)
    if let known = try cached(cache.files(prefix), listing, cache, prefix, onProgress) { return known }
    return try loadIntoFile(listing, cache, prefix, onProgress)
  }

  private func loadIntoMemory(_ bytes: Int, _ onProgress: Progress) throws -> Outcome {
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes))
    do {
      let tally = try decodeAll(hashes: false, onProgress) { pixels, index, _ in
        pixels.withUnsafeBufferPointer { source in
          guard let base = source.baseAddress else { return }
          (block + index * geometry.count).initialize(from: base, count: geometry.count)
        }
      }
      return outcome(.memory(block), tally)
    } catch {
      block.deallocate()
      throw error
    }
  }

  private func loadIntoFile(
    _ listing: PixelCache.Listing, _ cache: PixelCache, _ prefix: String, _ onProgress: Progress
  ) throws -> Outcome {
    let layout = PixelFile.Layout(sampleBytes: geometry.count, looks: looks, listed: samples.count)
    let writer = cache.makeRoom(for: layout.end) ? PixelFileWriter(in: cache.folder, layout) : nil
    let tally: Tally
    do {
      tally = try decodeAll(hashes: writer != nil, onProgress) { writer?.write($0, $2, at: $1) }
    } catch {
      writer?.discard()
      throw error
    }
    // Files that changed while they were read are known by their content alone.
    let identity = PixelCache.Listing(samples) == listing ? listing.identity : .none
    let file = writer?.finish(
      count: tally.readable.count, issues: tally.issues, identity: identity,
      as: cache.path(prefix, tally.contents))
    // A disk that is full takes nothing more, and the pixels are decoded when they are needed.
    return outcome(
      file.map { .file($0) } ?? .decoder(SampleDecoder(geometry: geometry, limits: limits)), tally)
  }

  private func outcome(_ backing: PixelStore.Backing, _ tally: Tally) -> Outcome {
    Outcome(
      backing: backing, samples: tally.readable.map { samples[$0] }, sizes: tally.sizes,
      issues: tally.issues.map {
        SampleIssue(path: samples[$0.position].name, kind: $0.kind, reason: $0.reason)
      },
      looks: tally.looks)
  }

  /// What is known after decoding.
  private struct Tally {
    var readable: [Int] = []
    var sizes: [PictureSize?] = []
    var issues: [PixelFile.Contents.Issue] = []
    /// The digest of each sample, where it was asked for.
    var contents: [SHA256Digest?] = []
    var looks: SampleLooks
  }

  /// Calls `store` with the pixels of each readable sample, its position among them, and what is known of it.
  private func decodeAll(
    hashes: Bool, _ onProgress: Progress, store: ([UInt8], Int, PixelRecord) -> Void
  ) throws -> Tally {
    var tally = Tally(looks: SampleLooks(count: looks ? samples.count : 0))
    let decoder = SampleDecoder(geometry: geometry, limits: limits)
    let portion = 64 * workers
    for start in stride(from: 0, to: samples.count, by: portion) {
      let batch = samples[start..<min(samples.count, start + portion)]
      let readings = ParallelMap.map(batch.count, workers: workers) {
        decoder.read(batch[start + $0], looks: looks, hashes: hashes)
      }
      for (position, reading) in zip(batch.indices, readings) {
        if hashes { tally.contents.append(reading.digest) }
        let facts = reading.facts.map { tally.looks.add($0) }
        switch reading.pixels {
        case .success(let pixels):
          if let reason = pixels.note {
            let kind = pixels.recovered == nil ? SampleIssue.Kind.firstPage : .recovered
            tally.issues.append(.init(position: position, kind: kind, reason: reason))
          }
          store(
            pixels.bytes, tally.readable.count,
            PixelRecord(
              position: position, fullSize: pixels.fullSize, digest: reading.digest ?? .none, facts: facts))
          tally.readable.append(position)
          tally.sizes.append(pixels.fullSize)
        case .failure(let failure):
          if isStrict {
            throw DataError.strict(
              SampleIssue(path: samples[position].name, kind: .unreadable, reason: failure.reason))
          }
          tally.issues.append(.init(position: position, kind: .unreadable, reason: failure.reason))
        }
      }
      guard onProgress(.reading, start + batch.count) else { throw CancellationError() }
    }
    return tally
  }
}
