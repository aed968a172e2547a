/// Near-duplicates in groups, each around one picture that all others of it are copies of.
///
/// Nothing is chained: what is a copy of a copy, but not of the representative, stays outside. Pictures to which the
/// user gave different groups are never in one.
struct CopyFamilies {
  /// A group, in order, and how well the one that differs most agrees with the representative.
  struct Family: Hashable, Sendable {
    let members: [Int]
    let likeness: Float
  }

  let families: [Family]

  /// - Parameters:
  ///   - pairs: which pictures are copies of each other.
  ///   - groups: what the user said of each picture, by position; nil where nothing was said.
  init(_ pairs: [NearDuplicates.Pair], groups: [String?]) {
    var copies: [Int: [(other: Int, likeness: Float)]] = [:]
    for pair in pairs {
      copies[pair.first, default: []].append((pair.second, pair.likeness))
      copies[pair.second, default: []].append((pair.first, pair.likeness))
    }
    // The picture with the most copies represents them, so that few are left outside.
    let order = copies.keys.sorted { first, second in
      let (more, fewer) = (copies[first]?.count ?? 0, copies[second]?.count ?? 0)
      return more == fewer ? first < second : more > fewer
    }
    var isTaken: Set<Int> = []
    var families: [Family] = []
    for representative in order where !isTaken.contains(representative) {
      var group = groups[representative]
      var members = [representative]
      var least: Float = 1
      let nearest = (copies[representative] ?? []).sorted {
        ($1.likeness, $0.other) < ($0.likeness, $1.other)
      }
      for (other, likeness) in nearest where !isTaken.contains(other) {
        if let group, let its = groups[other], its != group { continue }
        group = group ?? groups[other]
        members.append(other)
        least = min(least, likeness)
      }
      guard members.count > 1 else { continue }
      isTaken.formUnion(members)
      families.append(Family(members: members.sorted(), likeness: least))
    }
    self.families = families.sorted { $0.members[0] < $1.members[0] }
  }
}
