/// The rule by which each sample is decided: one for all, or that of the model that scored it.
package struct SampleRules: Hashable, Sendable {
  private let rules: [DecisionRule]
  /// The rule of each sample; empty where there is one for all.
  private let places: [Int]

  /// One rule for every sample.
  package init(_ rule: DecisionRule) {
    rules = [rule]
    places = []
  }

  /// The rules of models that scored so many samples each, one after another.
  package init(_ parts: [(rule: DecisionRule, samples: Int)]) {
    precondition(!parts.isEmpty, "expected at least one rule")
    let isOne = parts.allSatisfy { $0.rule == parts[0].rule }
    rules = isOne ? [parts[0].rule] : parts.map(\.rule)
    places = isOne ? [] : parts.enumerated().flatMap { Array(repeating: $0, count: $1.samples) }
  }

  package subscript(sample: Int) -> DecisionRule { rules[places.isEmpty ? 0 : places[sample]] }

  /// The one rule of all samples; nil where there are several.
  package var single: DecisionRule? { rules.count == 1 ? rules[0] : nil }

  /// The thresholds of the models, where they differ; else empty.
  var thresholds: [Double] { rules.count == 1 ? [] : rules.compactMap(\.threshold) }

  /// Whether somebody chose the threshold, or how it is found.
  var isChosen: Bool { rules.contains(where: \.isChosen) }
}
