import Foundation
import FoveaFiles
import FoveaImages

/// Which samples have equal content.
///
/// Only files of equal size are read and hashed (SHA-256), so photos of a camera cost next to nothing.
struct ContentGroups {
  /// Digests of the files, by the names of the samples.
  private var contents: [String: SHA256Digest]

  /// - Parameter known: contents that were hashed already; empty hashes here what may be equal.
  init(_ samples: [Sample], known: [String: SHA256Digest]) {
    contents = known
    guard known.isEmpty else { return }
    var bySize: [Int: [Sample]] = [:]
    for sample in samples {
      switch sample.source {
      case .file(let path):
        var status = stat()
        if stat(path, &status) == 0 { bySize[Int(status.st_size), default: []].append(sample) }
      case .slice(_, _, let count): bySize[count, default: []].append(sample)
      case .record, .image: break
      }
    }
    let suspects = bySize.values.filter { $0.count > 1 }.flatMap { $0 }
    let limit = DecodingLimits().bytes
    let digests = ParallelMap.map(
      suspects.count, workers: ProcessInfo.processInfo.activeProcessorCount
    ) { SampleDecoder.digest(of: suspects[$0], limit: limit) }
    for (sample, digest) in zip(suspects, digests) { contents[sample.name] = digest }
  }

  private func content(of sample: Sample) -> SHA256Digest? {
    if let image = sample.source.image { return SHA256Digest(image.pixels) }
    return contents[sample.name]
  }

  /// Positions of samples that belong together: by group, by content, or as near-duplicates.
  ///
  /// What the user gave different groups is never joined, directly or by way of a third sample.
  func units(of samples: [Sample], _ copies: CopyGroups) -> [[Int]] {
    var sets = DisjointSets(count: samples.count)
    var groups: [String: Int] = [:]
    for (index, sample) in samples.enumerated() {
      guard let group = sample.group else { continue }
      sets.join(index, groups[group, default: index])
      groups[group] = index
    }
    // What the user said of each set, by its root.
    var owners = samples.map(\.group)
    func join(_ first: Int, _ second: Int) {
      let (one, other) = (sets.root(first), sets.root(second))
      if let owner = owners[one], let its = owners[other], owner != its { return }
      let owner = owners[one] ?? owners[other]
      sets.join(one, other)
      owners[sets.root(one)] = owner
    }
    // Which of several groups a sample without one is added to must not depend on the order of `samples`.
    let order =
      groups.isEmpty
      ? Array(samples.indices)
      : samples.indices.sorted {
        NaturalOrder.areInIncreasingOrder(samples[$0].name, samples[$1].name)
      }
    // Samples without a group follow the first equal one that has a group; those of one group are together already.
    var contents: [SHA256Digest: Int] = [:]
    for index in order {
      guard let content = content(of: samples[index]) else { continue }
      guard let first = contents[content] else {
        contents[content] = index
        continue
      }
      if samples[first].group == nil, samples[index].group != nil { contents[content] = index }
      join(first, index)
    }
    var families: [Int: Int] = [:]
    for index in order {
      guard let family = copies[samples[index]] else { continue }
      join(families[family, default: index], index)
      if families[family] == nil { families[family] = index }
    }
    return sets.sets()
  }

  /// What a person should know of `samples`: equal files to which the user gave different groups.
  func notes(of samples: [Sample]) -> [String] {
    var first: [SHA256Digest: Sample] = [:]
    var apart: [(first: Sample, other: Sample)] = []
    for sample in samples {
      guard let group = sample.group, let content = content(of: sample) else { continue }
      guard let known = first[content] else {
        first[content] = sample
        continue
      }
      if known.group != group { apart.append((known, sample)) }
    }
    guard let pair = apart.first else { return [] }
    let (one, other) = (pair.first.group ?? "", pair.other.group ?? "")
    let more = apart.count > 1 ? " (and \(apart.count - 1) more such)" : ""
    return [
      "\(pair.other.name) of group '\(other)' is the same file as \(pair.first.name) of group '\(one)'\(more): the groups decide, so that equal files may come into different parts"
    ]
  }

  /// How many of `others` have the content of one of `samples`.
  func shared(by samples: [Sample], and others: [Sample]) -> Int {
    guard !others.isEmpty else { return 0 }
    let known = Set(samples.compactMap(content))
    return others.reduce(0) { count, sample in
      count + (content(of: sample).map(known.contains) == true ? 1 : 0)
    }
  }
}
