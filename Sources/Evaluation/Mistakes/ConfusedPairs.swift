/// A class that was taken for another.
public struct ConfusedPair: Hashable, Sendable, Codable {
  /// The true class.
  public let label: String
  /// The class that was predicted instead.
  public let predicted: String
  /// How many samples of `label` were predicted as `predicted`.
  public let count: Int
  /// The share of the samples of `label` that these are.
  public let share: Double
}

extension ConfusionMatrix {
  /// The pairs with the most samples, the larger share first among equals.
  package func mostConfused(named classes: [String], limit: Int) -> [ConfusedPair] {
    struct Cell {
      let label: Int
      let predicted: Int
      let count: Int
      let support: Int
    }
    var cells: [Cell] = []
    for (label, row) in rows.enumerated() {
      let support = row.reduce(0, +)
      for (predicted, count) in row.enumerated() where count > 0 && predicted != label {
        cells.append(Cell(label: label, predicted: predicted, count: count, support: support))
      }
    }
    cells.sort {
      if $0.count != $1.count { return $0.count > $1.count }
      if $0.support != $1.support { return $0.support < $1.support }
      return ($0.label, $0.predicted) < ($1.label, $1.predicted)
    }
    return cells.prefix(limit).map {
      ConfusedPair(
        label: classes[$0.label], predicted: classes[$0.predicted], count: $0.count,
        share: Double($0.count) / Double($0.support))
    }
  }
}
