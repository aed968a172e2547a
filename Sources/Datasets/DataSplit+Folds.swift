import FoveaFiles
import FoveaNetworks

/// One of several folds: each sample is held out for validation in exactly one of them.
public struct Fold: Hashable, Sendable {
  /// From 1 to `count`.
  public let number: Int
  /// How many folds there are, at least 2.
  public let count: Int

  /// Makes the fold `number` of `count`, from 1.
  public init(_ number: Int, of count: Int) {
    precondition(count >= 2 && (1...count).contains(number), "fold \(number) of \(count)")
    self.number = number
    self.count = count
  }
}

/// Which samples are near-duplicates of each other, as `DataCheck` found them.
public struct CopyGroups: Sendable {
  private let families: [String: Int]

  /// No copies.
  public static let none = CopyGroups(families: [:])

  /// The digest of each file, by the name of its sample; equal ones belong together too.
  let digests: [String: SHA256Digest]

  init(families: [String: Int], digests: [String: SHA256Digest] = [:]) {
    self.families = families
    self.digests = digests
  }

  /// How many samples have a copy.
  public var count: Int { families.count }

  subscript(sample: Sample) -> Int? { families[sample.name] }

  /// Whether the two are equal files or near-duplicates.
  func areCopies(_ first: Sample, _ second: Sample) -> Bool {
    if let digest = digests[first.name], digest == digests[second.name] { return true }
    guard let family = self[first] else { return false }
    return family == self[second]
  }
}

extension LabeledData {
  /// The fold of each of `samples`, from 1: folds that have the same share of every class, as far as what belongs together
  /// allows.
  ///
  /// Within a class the units come in a random order, larger ones first, each into the fold that has the fewest of its
  /// class.
  func folds(
    _ count: Int, of samples: [Sample], _ units: [[Int]], _ random: RandomSource
  ) throws(DataError) -> [Int] {
    guard units.count >= count else {
      throw .folds(count, units: units.count)
    }
    var byClass: [Int: [[Int]]] = [:]
    for unit in units {
      // By names, so that the order of `samples` does not matter.
      let named = unit.sorted { NaturalOrder.areInIncreasingOrder(samples[$0].name, samples[$1].name) }
      byClass[samples[named[0]].label, default: []].append(named)
    }
    var numbers = Array(repeating: 0, count: samples.count)
    var totals = Array(repeating: 0, count: count)
    for (label, units) in byClass.sorted(by: { $0.key < $1.key }) {
      var units = units.sorted {
        NaturalOrder.areInIncreasingOrder(samples[$0[0]].name, samples[$1[0]].name)
      }
      var stream = random.stream("class", label)
      units.shuffle(using: &stream)
      var counts = Array(repeating: 0, count: count)
      for unit in units.enumerated().sorted(by: {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }) {
        let next = counts.indices.min { (counts[$0], totals[$0], $0) < (counts[$1], totals[$1], $1) } ?? 0
        counts[next] += unit.element.count
        totals[next] += unit.element.count
        for index in unit.element { numbers[index] = next + 1 }
      }
    }
    return numbers
  }

  /// The data with groups taken from the names of its samples: what the first parentheses of `pattern` match, or all
  /// that it matches; samples with a group of their own keep it.
  ///
  /// - Throws: `DataError.groupPattern` where it is no regular expression or matches nothing.
  public func grouped(by pattern: String) throws(DataError) -> LabeledData {
    let expression: Regex<AnyRegexOutput>
    do {
      expression = try Regex(pattern)
    } catch {
      throw .groupPattern(pattern, reason: "it is no regular expression (\(error))")
    }
    var matches = 0
    func grouped(_ sample: Sample) -> Sample {
      guard sample.group == nil, let match = sample.name.firstMatch(of: expression) else { return sample }
      matches += 1
      let group = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
      return Sample(
        name: sample.name, source: sample.source, label: sample.label, group: group.map(String.init))
    }
    var data = self
    data.parts = parts.mapValues { $0.map(grouped) }
    data.unassigned = unassigned.map(grouped)
    guard matches > 0 else { throw .groupPattern(pattern, reason: "no name matches it") }
    return data
  }
}
