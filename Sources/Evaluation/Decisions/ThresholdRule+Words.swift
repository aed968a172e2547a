/// Rules as people write them, on a command line and in a recipe.
extension ThresholdRule {
  /// The rule that `words` name: a number, `f1`, `youden`, `recall=R` or `specificity=S`; nil for anything else.
  package init?(words: String) {
    func value(after prefix: String) -> Double? {
      words.hasPrefix(prefix) ? Double(words.dropFirst(prefix.count)) : nil
    }
    if words == "f1" {
      self = .f1
    } else if words == "youden" {
      self = .youden
    } else if let threshold = Double(words) {
      self = .fixed(threshold)
    } else if let recall = value(after: "recall=") {
      self = .recall(recall)
    } else if let specificity = value(after: "specificity=") {
      self = .specificity(specificity)
    } else {
      return nil
    }
  }

  /// The lowest cost, as `words` name the two: `fp=1,fn=10`, or `10:1` for FN:FP; nil for anything else.
  package init?(costs words: String) {
    let ratio = words.split(separator: ":", omittingEmptySubsequences: false)
    if ratio.count == 2, let negative = Double(ratio[0]), let positive = Double(ratio[1]) {
      self = .costs(falsePositive: positive, falseNegative: negative)
      return
    }
    var values: [String: Double] = [:]
    for part in words.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let value = Double(pair[1]),
        values.updateValue(value, forKey: String(pair[0])) == nil
      else { return nil }
    }
    guard values.count == 2, let positive = values["fp"], let negative = values["fn"] else { return nil }
    self = .costs(falsePositive: positive, falseNegative: negative)
  }
}
