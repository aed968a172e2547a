import Foundation
import FoveaFiles
public import FoveaImages

/// What was found in labeled data before a model learns from it.
public struct DataCheck: Sendable {
  /// How many files were listed, and what became of them: listed = whole + recovered + failed.
  public struct Files: Hashable, Sendable, Codable {
    /// Files that the data lists.
    public var listed = 0
    /// Files that were read whole.
    public var whole = 0
    /// Files that are cut or damaged, of which a part was read.
    public var recovered = 0
    /// Files that could not be read.
    public var failed = 0
  }

  /// How many files there are, and how they could be read.
  public let files: Files
  /// Worst first, in the order of the kinds.
  public private(set) var findings: [Finding]
  /// How many pictures there are of each format, by its name.
  public let formats: [String: Int]
  /// Smallest, median and largest width and height.
  public let widths: [Int]
  /// The same of the heights.
  public let heights: [Int]
  /// Near-duplicates, for a split to keep them together.
  public let copies: CopyGroups

  /// Looks at every sample of `data` once.
  ///
  /// - Parameters:
  ///   - limits: what is refused before it is decoded.
  ///   - onProgress: called with what is done and how many are; false stops.
  /// - Throws: `CancellationError` where it was stopped.
  public init(
    _ data: LabeledData, workers: Int = 1, limits: DecodingLimits = DecodingLimits(),
    onProgress: (_ phase: String, _ done: Int, _ of: Int) -> Bool = { _, _, _ in true }
  ) throws {
    let samples = data.all
    var looks = SampleLooks(count: samples.count)
    for start in stride(from: 0, to: samples.count, by: 64 * workers) {
      let portion = samples[start..<min(samples.count, start + 64 * workers)]
      let seen = ParallelMap.map(portion.count, workers: workers) {
        SampleFacts(portion[start + $0], limits: limits)
      }
      for fact in seen { looks.add(fact) }
      guard onProgress("looking at images", looks.facts.count, samples.count) else {
        throw CancellationError()
      }
    }
    try self.init(data, looks.facts, workers: workers, onProgress: onProgress)
  }

  /// Draws conclusions from what was seen of every sample of `data`, in the order of `all`.
  package init(
    _ data: LabeledData, _ facts: [SampleFacts], workers: Int = 1,
    onProgress: (_ phase: String, _ done: Int, _ of: Int) -> Bool = { _, _, _ in true }
  ) throws {
    let placed = data.placed
    precondition(facts.count == placed.count, "\(facts.count) facts about \(placed.count) samples")
    let near = try NearDuplicates(facts.map(\.signature), workers: workers) {
      onProgress("comparing images", $0, placed.count)
    }
    var files = Files(listed: placed.count + data.issues.count, failed: data.issues.count)
    var findings = data.issues.map {
      Finding(.unreadable, paths: [$0.path], detail: "\($0.kind.rawValue): \($0.reason)")
    }
    for (place, fact) in zip(placed, facts) {
      switch fact.reading {
      case .whole: files.whole += 1
      case .recovered(let reason):
        files.recovered += 1
        findings.append(Finding(.truncated, paths: [place.sample.name], detail: reason))
      case .firstPage(let reason):
        files.whole += 1
        findings.append(Finding(.firstPage, paths: [place.sample.name], detail: reason))
      case .unreadable(let reason):
        files.failed += 1
        findings.append(Finding(.unreadable, paths: [place.sample.name], detail: reason))
      }
    }
    let readable = facts.indices.filter { facts[$0].width > 0 }
    widths = DataCheck.spread(readable.map { facts[$0].width })
    heights = DataCheck.spread(readable.map { facts[$0].height })
    formats = readable.reduce(into: [:]) { $0[facts[$1].format?.rawValue ?? "idx", default: 0] += 1 }
    findings += PictureDetector(placed.map(\.sample.name), facts).findings
    let detector = CopyDetector(data.classes, placed, facts, near)
    findings += detector.findings
    var digests: [String: SHA256Digest] = [:]
    for (place, fact) in zip(placed, facts) { digests[place.sample.name] = fact.digest }
    copies = CopyGroups(families: detector.families, digests: digests)
    findings += BalanceDetector(data, placed, facts).findings
    self.findings = DataCheck.sorted(findings)
    self.files = files
  }

  private static func sorted(_ findings: [Finding]) -> [Finding] {
    let order = Dictionary(uniqueKeysWithValues: Finding.Kind.allCases.enumerated().map { ($1, $0) })
    return findings.enumerated().sorted {
      (order[$0.element.kind] ?? 0, $0.offset) < (order[$1.element.kind] ?? 0, $1.offset)
    }.map(\.element)
  }

  /// The same check with what was found otherwise, behind what it found of the same kinds itself.
  package func adding(_ more: [Finding]) -> DataCheck {
    var check = self
    check.findings = DataCheck.sorted(findings + more)
    return check
  }

  /// Whether something was found because of which scores would be wrong.
  public var hasSerious: Bool { findings.contains { $0.kind.isSerious } }

  private static func spread(_ values: [Int]) -> [Int] {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return [] }
    return [first, sorted[sorted.count / 2], last]
  }
}

/// What was seen of samples, in order.
struct SampleLooks {
  private(set) var facts: [SampleFacts] = []
  private var seen: Set<SHA256Digest> = []

  init(count: Int) { facts.reserveCapacity(count) }

  /// Equal files are found as such: their pictures need not be compared, so the signature of the first one is enough.
  @discardableResult
  mutating func add(_ fact: SampleFacts) -> SampleFacts {
    var fact = fact
    if let digest = fact.digest, !seen.insert(digest).inserted { fact.signature = nil }
    facts.append(fact)
    return fact
  }
}

/// A sample and the part that it belongs to; nil where the data has no parts.
package struct PlacedSample: Sendable {
  package let sample: Sample
  package let part: Part?
}

extension LabeledData {
  /// Every sample with its part, in the order of `all`.
  package var placed: [PlacedSample] {
    Part.allCases.flatMap { part in (parts[part] ?? []).map { PlacedSample(sample: $0, part: part) } }
      + unassigned.map { PlacedSample(sample: $0, part: nil) }
  }
}
