import FoveaFiles

extension DataCheck {
  /// What copies that something else found, such as features, do to labels and parts: in groups around one picture, as
  /// near-duplicates are, and without the pairs that are known already.
  ///
  /// - Parameters:
  ///   - pairs: by the positions of their samples in `placed`.
  ///   - how: says how alike the picture that differs most and the representative of its group are.
  package func findings(
    ofCopies pairs: [NearDuplicates.Pair], in data: LabeledData, _ how: (_ likeness: Float) -> String
  ) -> [Finding] {
    let placed = data.placed
    // Of equal files the first one stands for all, with the group that any of them has.
    var first: [SHA256Digest: Int] = [:]
    var stands = Array(placed.indices)
    var groups = placed.map(\.sample.group)
    for (index, place) in placed.enumerated() {
      guard let digest = copies.digests[place.sample.name] else { continue }
      guard let known = first[digest] else {
        first[digest] = index
        continue
      }
      stands[index] = known
      groups[known] = groups[known] ?? place.sample.group
    }
    var fresh: [[Int]: NearDuplicates.Pair] = [:]
    for pair in pairs {
      let key = [stands[pair.first], stands[pair.second]].sorted()
      guard key[0] != key[1], !copies.areCopies(placed[key[0]].sample, placed[key[1]].sample) else {
        continue
      }
      if let known = fresh[key], known.likeness >= pair.likeness { continue }
      fresh[key] = NearDuplicates.Pair(
        first: key[0], second: key[1], likeness: pair.likeness, isMirrored: pair.isMirrored)
    }
    let ordered = fresh.values.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    return CopyFamilies(ordered, groups: groups).families.flatMap { family in
      CopyDetector.findings(
        of: family.members, data.classes, placed, how(family.likeness), across: .nearDuplicateAcrossParts,
        within: .nearDuplicate)
    }
  }

  /// A name for what belongs together of `samples`, by group, content, near-duplicates or one of `pairs`; nil for a sample
  /// that stands alone.
  ///
  /// - Parameter pairs: positions in `samples`.
  package func unitNames(of samples: [Sample], joining pairs: [(Int, Int)]) -> [String?] {
    var sets = DisjointSets(count: samples.count)
    for unit in ContentGroups(samples, known: copies.digests).units(of: samples, copies) {
      for index in unit.dropFirst() { sets.join(unit[0], index) }
    }
    for (first, second) in pairs { sets.join(first, second) }
    var names: [String?] = Array(repeating: nil, count: samples.count)
    for (number, unit) in sets.sets().enumerated() where unit.count > 1 {
      for index in unit { names[index] = "\(number)" }
    }
    return names
  }
}
