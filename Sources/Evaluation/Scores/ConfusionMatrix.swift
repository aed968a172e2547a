/// Counts of samples by their true and their predicted class.
///
/// Shape [C, C], row-major; rows are the true class, columns the predicted one, as in scikit-learn.
public struct ConfusionMatrix: Hashable, Sendable {
  /// How many classes there are: rows, and columns.
  public let classCount: Int
  /// Samples by true and predicted class, row by row; rows are true classes.
  public private(set) var counts: [Int]

  /// Makes a matrix of zeros.
  public init(classCount: Int) {
    precondition(classCount > 0, "a confusion matrix needs at least one class, received \(classCount)")
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
  }

  /// Makes a matrix from its rows; nil unless they are square, not negative, and their sum fits an `Int`.
  public init?(rows: [[Int]]) {
    guard !rows.isEmpty, rows.allSatisfy({ $0.count == rows.count }) else { return nil }
    self.init(classCount: rows.count)
    counts = rows.flatMap { $0 }
    var total = 0
    for count in counts {
      let (sum, overflow) = total.addingReportingOverflow(count)
      guard count >= 0, !overflow else { return nil }
      total = sum
    }
  }

  /// Counts one sample.
  public mutating func add(label: Int, predicted: Int) {
    counts[offset(label, predicted)] += 1
  }

  /// Samples of class `label` that were taken for class `predicted`.
  public subscript(label label: Int, predicted predicted: Int) -> Int { counts[offset(label, predicted)] }

  /// Samples of each true class: the sums of the rows, [C].
  public var supports: [Int] { rows.map { $0.reduce(0, +) } }

  /// Samples of each predicted class: the sums of the columns, [C].
  public var predictedCounts: [Int] {
    rows.reduce(into: Array(repeating: 0, count: classCount)) { sums, row in
      for (index, count) in zip(row.indices, row) { sums[index - row.startIndex] += count }
    }
  }

  /// Samples that were predicted correctly: the sum of the diagonal.
  public var correct: Int { (0..<classCount).reduce(0) { $0 + self[label: $1, predicted: $1] } }

  /// All samples.
  public var total: Int { counts.reduce(0, +) }

  /// The rows of the matrix, one for each true class.
  public var rows: [ArraySlice<Int>] {
    (0..<classCount).map { counts[$0 * classCount..<($0 + 1) * classCount] }
  }

  private func offset(_ label: Int, _ predicted: Int) -> Int {
    precondition(
      label >= 0 && label < classCount && predicted >= 0 && predicted < classCount,
      "classes (\(label), \(predicted)) are outside of a matrix of \(classCount) classes")
    return label * classCount + predicted
  }
}

extension ConfusionMatrix: Codable {
  /// Reads a list of rows, each as long as there are classes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let matrix = ConfusionMatrix(rows: try container.decode([[Int]].self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a confusion matrix needs as many rows as columns and counts from 0")
    }
    self = matrix
  }

  /// Writes a list of rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rows.map(Array.init))
  }
}
