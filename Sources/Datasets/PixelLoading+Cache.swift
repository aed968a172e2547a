import FoveaFiles
import FoveaImages

extension PixelLoading {
  /// The pixels from one of the cache's files; nil where none has them.
  ///
  /// A file that was made from these files as they are now is taken at its word. Where there are only others, which may
  /// have the same content from another folder or before a copy, all files are read and compared, which takes a small
  /// part of the time of decoding them.
  ///
  /// - Parameter paths: files that are of this recipe and may be of this content.
  func cached(
    _ paths: [String], _ listing: PixelCache.Listing, _ cache: PixelCache, _ prefix: String,
    _ onProgress: Progress
  ) throws -> Outcome? {
    let files = paths.compactMap {
      PixelFile($0, sampleBytes: geometry.count, listed: samples.count)
    }.filter { $0.layout.looks || !looks }
    guard !files.isEmpty else { return nil }
    if let file = files.first(where: { $0.identity == listing.identity }) {
      return try outcome(file, onProgress)
    }
    let path = cache.path(prefix, try contents(onProgress))
    guard let file = files.first(where: { $0.path == path }), let outcome = try outcome(file, onProgress)
    else { return nil }
    if PixelCache.Listing(samples) == listing { file.adopt(listing.identity) }
    return outcome
  }

  /// The digest of every file; nil is one that cannot be read.
  private func contents(_ onProgress: Progress) throws -> [SHA256Digest?] {
    var contents: [SHA256Digest?] = []
    contents.reserveCapacity(samples.count)
    for start in stride(from: 0, to: samples.count, by: 256 * workers) {
      let batch = samples[start..<min(samples.count, start + 256 * workers)]
      contents += ParallelMap.map(batch.count, workers: workers) {
        SampleDecoder.digest(of: batch[start + $0], limit: limits.bytes)
      }
      guard onProgress(.comparing, contents.count) else { throw CancellationError() }
    }
    return contents
  }

  /// What `file` has, after it was read as a whole; nil where it is damaged.
  private func outcome(_ file: PixelFile, _ onProgress: Progress) throws -> Outcome? {
    var isStopped = false
    let contents = file.contents(workers: workers) { done in
      isStopped = !onProgress(.verifying, done)
      return !isStopped
    }
    if isStopped { throw CancellationError() }
    guard let contents else { return nil }
    let issues = contents.issues.map {
      SampleIssue(path: samples[$0.position].name, kind: $0.kind, reason: $0.reason)
    }
    if isStrict, let issue = issues.first(where: { !$0.kind.isUsed }) { throw DataError.strict(issue) }
    return Outcome(
      backing: .file(file), samples: contents.records.map { samples[$0.position] },
      sizes: contents.records.map(\.fullSize), issues: issues,
      looks: looks ? SampleLooks(contents, count: samples.count) : SampleLooks(count: 0))
  }
}

extension SampleLooks {
  /// What a file of the cache remembers of `count` samples.
  fileprivate init(_ contents: PixelFile.Contents, count: Int) {
    self.init(count: count)
    var next = contents.records[...]
    let issues = Dictionary(
      contents.issues.map { ($0.position, $0) }, uniquingKeysWith: { first, _ in first })
    for position in 0..<count {
      let issue = issues[position]
      guard let record = next.first, record.position == position, var fact = record.facts else {
        add(SampleFacts(unreadable: issue?.reason ?? "it could not be read"))
        continue
      }
      next.removeFirst()
      if let issue {
        fact.reading = issue.kind == .firstPage ? .firstPage(issue.reason) : .recovered(issue.reason)
      }
      add(fact)
    }
  }
}
