/// The samples that a person should look at, as positions in the predictions.
package struct NotableSamples: Hashable, Sendable {
  /// Wrong ones by falling loss: the model was sure of another class.
  package let highestLoss: [Int]
  /// Wrong ones by rising confidence: nearly right.
  package let leastSureWrong: [Int]
  /// Right ones by rising confidence: nearly wrong.
  package let leastSureRight: [Int]
  /// Right ones by falling confidence: what the model takes for typical.
  package let surestRight: [Int]

  package init(_ outcomes: [SampleOutcome], limit: Int) {
    func first(isCorrect: Bool, by isBefore: (SampleOutcome, SampleOutcome) -> Bool) -> [Int] {
      let chosen = outcomes.indices.filter { outcomes[$0].isCorrect == isCorrect }
      return chosen.smallest(limit) {
        if isBefore(outcomes[$0], outcomes[$1]) { return true }
        return !isBefore(outcomes[$1], outcomes[$0]) && $0 < $1
      }
    }
    highestLoss = first(isCorrect: false) { $0.loss > $1.loss }
    leastSureWrong = first(isCorrect: false) { $0.confidence < $1.confidence }
    leastSureRight = first(isCorrect: true) { $0.confidence < $1.confidence }
    surestRight = first(isCorrect: true) { $0.confidence > $1.confidence }
  }
}

extension [Int] {
  /// The first `limit` elements in order, without sorting the rest.
  fileprivate func smallest(_ limit: Int, by isBefore: (Int, Int) -> Bool) -> [Int] {
    var kept: [Int] = []
    for element in self {
      if kept.count == limit, let last = kept.last, !isBefore(element, last) { continue }
      var (low, high) = (0, kept.count)
      while low < high {
        let middle = (low + high) / 2
        if isBefore(kept[middle], element) { low = middle + 1 } else { high = middle }
      }
      kept.insert(element, at: low)
      if kept.count > limit { kept.removeLast() }
    }
    return kept
  }
}
