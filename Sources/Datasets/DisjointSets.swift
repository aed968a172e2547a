/// Things that belong together, found by joining pairs.
///
/// Galler, Fisher: *An Improved Equivalence Algorithm*, CACM 1964.
struct DisjointSets {
  private var parent: [Int]

  init(count: Int) { parent = Array(0..<count) }

  mutating func root(_ index: Int) -> Int {
    var index = index
    while parent[index] != index {
      parent[index] = parent[parent[index]]
      index = parent[index]
    }
    return index
  }

  mutating func join(_ first: Int, _ second: Int) { parent[root(first)] = root(second) }

  /// The sets of the elements that `isWanted`, each in order, by their first elements.
  mutating func sets(where isWanted: (Int) -> Bool = { _ in true }) -> [[Int]] {
    var sets: [Int: [Int]] = [:]
    for index in parent.indices where isWanted(index) { sets[root(index), default: []].append(index) }
    return sets.values.sorted { $0[0] < $1[0] }
  }
}
