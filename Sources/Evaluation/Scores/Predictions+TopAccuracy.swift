extension Predictions {
  /// Share of samples whose class is among the `k` most probable.
  ///
  /// The same as scikit-learn's `top_k_accuracy_score` of three classes and more. It says nothing where `k` is not
  /// below the number of classes: every sample counts then.
  public func topAccuracy(_ k: Int) -> Double {
    precondition(k > 0, "expected a k of at least 1, received \(k)")
    var hits = 0
    forEachSample { _, label, probabilities in hits += probabilities.rank(of: label) < k ? 1 : 0 }
    return Double(hits) / Double(sampleCount)
  }
}

extension UnsafeBufferPointer<Float> {
  /// Number of classes that rank before `label`, where the later of two equal classes ranks first.
  ///
  /// That order of ties is the one of scikit-learn's `top_k_accuracy_score`. It is the reverse of `DecisionRule`'s,
  /// so a model that gives equal probabilities may show less top-5 accuracy than accuracy.
  func rank(of label: Int) -> Int {
    let own = self[label]
    var rank = 0
    for index in 0..<label where self[index] > own { rank += 1 }
    for index in label + 1..<count where self[index] >= own { rank += 1 }
    return rank
  }
}
