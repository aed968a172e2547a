import FoveaFiles

/// Finds copies: equal files, near-duplicates, and what they do to labels and parts.
struct CopyDetector {
  private(set) var findings: [Finding] = []
  /// The number of the family of each sample that has near-duplicates, by name.
  private(set) var families: [String: Int] = [:]

  init(
    _ classes: [String], _ placed: [PlacedSample], _ facts: [SampleFacts], _ near: NearDuplicates
  ) {
    var byDigest: [SHA256Digest: [Int]] = [:]
    for (index, fact) in facts.enumerated() {
      if let digest = fact.digest { byDigest[digest, default: []].append(index) }
    }
    let equal = byDigest.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    for group in equal {
      findings += CopyDetector.findings(
        of: group, classes, placed, "equal files" + CopyDetector.apart(group, placed),
        across: .duplicateAcrossParts, within: .duplicate)
    }
    // Of equal files the first one stands for all, with the group that any of them has.
    let first = Dictionary(
      uniqueKeysWithValues: equal.flatMap { group in group.map { ($0, group[0]) } })
    var groups = placed.map(\.sample.group)
    for group in equal { groups[group[0]] = group.lazy.compactMap { placed[$0].sample.group }.first }
    let pairs = near.pairs.filter {
      (first[$0.first] ?? $0.first) == $0.first && (first[$0.second] ?? $0.second) == $0.second
    }
    for (number, family) in CopyFamilies(pairs, groups: groups).families.enumerated() {
      for index in family.members { families[placed[index].sample.name] = number }
      let hundredths = Int((family.likeness * 100).rounded(.down))
      findings += CopyDetector.findings(
        of: family.members, classes, placed, "edges agree to \(hundredths) %",
        across: .nearDuplicateAcrossParts, within: .nearDuplicate)
    }
    addGroups(placed)
  }

  /// What the user keeps apart of equal files; empty where that is nothing.
  private static func apart(_ indices: [Int], _ placed: [PlacedSample]) -> String {
    let groups = Set(indices.compactMap { placed[$0].sample.group }).sorted()
    guard groups.count > 1 else { return "" }
    let shown = groups.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return " of different groups (\(shown)\(groups.count > 3 ? ", …" : ""))"
  }

  /// What copies at the positions `group` do to labels and parts.
  static func findings(
    of group: [Int], _ classes: [String], _ placed: [PlacedSample], _ how: String, across: Finding.Kind,
    within: Finding.Kind
  ) -> [Finding] {
    var findings: [Finding] = []
    let paths = group.map { placed[$0].sample.name }
    let labels = Set(group.map { placed[$0].sample.label }).sorted().map { classes[$0] }
    if labels.count > 1 {
      findings.append(
        Finding(.conflictingLabels, paths: paths, detail: "\(how): \(labels.joined(separator: ", "))"))
    }
    let parts = Set(group.compactMap { placed[$0].part })
    if parts.count > 1 {
      let names = Part.allCases.filter(parts.contains).map(\.rawValue).joined(separator: ", ")
      findings.append(Finding(across, paths: paths, detail: "\(how) in \(names)"))
    } else if labels.count == 1 {
      findings.append(Finding(within, paths: paths, detail: how))
    }
    return findings
  }

  private mutating func addGroups(_ placed: [PlacedSample]) {
    var members: [String: [Int]] = [:]
    for (index, place) in placed.enumerated() {
      if let group = place.sample.group { members[group, default: []].append(index) }
    }
    for (group, indices) in members.sorted(by: { $0.key < $1.key }) {
      let parts = Set(indices.compactMap { placed[$0].part })
      guard parts.count > 1 else { continue }
      let names = Part.allCases.filter(parts.contains).map(\.rawValue).joined(separator: ", ")
      findings.append(
        Finding(
          .leakedGroup, paths: indices.map { placed[$0].sample.name },
          detail: "group '\(group)' is in \(names)"))
    }
  }
}
