import ArgumentParser
import Fovea

/// How the threshold of two classes is chosen on the validation part.
struct ThresholdOptions: ParsableArguments {
  @Option(
    help:
      "Two classes: the probability of the second above which it is predicted, or how it is chosen on the validation part: f1, youden, recall=R (default: 0.5)."
  )
  var threshold: String?

  @Option(help: "Two classes: choose the threshold of the lowest cost, such as fp=1,fn=10.")
  var costs: String?

  func validate() throws { _ = try rule() }

  /// The rule that was asked for here or, where that is silent, in `file`; nil for none.
  func rule(_ file: RecipeFile = .empty) throws -> ThresholdRule? {
    // An option of the one kind puts the other kind aside that the file has.
    let threshold = (costs == nil ? file : .empty).text(threshold, "threshold")
    let costs = (self.threshold == nil ? file : .empty).text(costs, "costs")
    if threshold != nil, let costs {
      throw ValidationError("\(costs.name): chooses the threshold itself; leave out the threshold")
    }
    let rule =
      try threshold.map(ThresholdOptions.parse(threshold:)) ?? costs.map(ThresholdOptions.parse(costs:))
    do throws(EvaluationError) {
      try rule?.validate()
    } catch {
      throw ValidationError("\(error)")
    }
    return rule
  }

  private static func parse(threshold text: Given<String>) throws -> ThresholdRule {
    if text.value == "f1" { return .f1 }
    if text.value == "youden" { return .youden }
    if let value = Double(text.value) { return .fixed(value) }
    if text.value.hasPrefix("recall="), let value = Double(text.value.dropFirst("recall=".count)) {
      return .recall(value)
    }
    throw ValidationError(
      "\(text.name): expected a number from 0 to 1, f1, youden, or recall=R, received '\(text.value)'")
  }

  private static func parse(costs text: Given<String>) throws -> ThresholdRule {
    var values: [String: Double] = [:]
    for part in text.value.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let value = Double(pair[1]),
        values.updateValue(value, forKey: String(pair[0])) == nil
      else { break }
    }
    guard values.count == 2, let positive = values["fp"], let negative = values["fn"] else {
      throw ValidationError(
        "\(text.name): expected the cost of a false positive and of a false negative such as fp=1,fn=10, received '\(text.value)'"
      )
    }
    return .costs(falsePositive: positive, falseNegative: negative)
  }
}
