import ArgumentParser
import Fovea

/// How the threshold of two classes is chosen on the validation part, and which class it is of.
struct ThresholdOptions: ParsableArguments {
  @Option(
    help:
      "Two classes: the probability of the positive one above which it is predicted, or how it is chosen on the validation part: f1, youden, recall=R, specificity=S (default: 0.5, or the most accurate one where 250 or more of these images show that it is better)."
  )
  var threshold: String?

  @Option(
    help: "Two classes: choose the threshold of the lowest cost, such as fp=1,fn=10, or 10:1 for FN:FP.")
  var costs: String?

  @OptionGroup var binary: BinaryOptions

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
    if let rule { try asUsage { try rule.validate() } }
    return rule
  }

  private static func parse(threshold text: Given<String>) throws -> ThresholdRule {
    guard let rule = ThresholdRule(words: text.value) else {
      throw ValidationError(
        "\(text.name): expected a number from 0 to 1, f1, youden, recall=R, or specificity=S, received '\(text.value)'"
      )
    }
    return rule
  }

  static func parse(costs text: Given<String>) throws -> ThresholdRule {
    guard let rule = ThresholdRule(costs: text.value) else {
      throw ValidationError(
        "\(text.name): expected the cost of a false positive and of a false negative such as fp=1,fn=10, or 10:1 for FN:FP, received '\(text.value)'"
      )
    }
    return rule
  }
}

/// What is said of the positive one of two classes.
struct BinaryOptions: ParsableArguments {
  @Option(
    help:
      "Two classes: the positive one, which threshold, sensitivity and predictive values are of (default: that of the model, or the second by name)."
  )
  var positive: String?

  @Option(
    help:
      "Two classes: share of the positive one where the model is used, such as 0.01; predictive values and accuracy are restated for it."
  )
  var prevalence: Double?

  func validate() throws {
    if let prevalence, !(prevalence > 0 && prevalence < 1) {
      throw ValidationError(
        "--prevalence: expected a share above 0 and below 1, received \(prevalence); 0.01 is one positive of a hundred"
      )
    }
  }

  /// The share that was asked for here or in `file`; nil for none.
  func share(_ file: RecipeFile) throws -> Double? {
    guard let share = file.number(prevalence, "prevalence") else { return nil }
    guard share.value > 0, share.value < 1 else {
      throw ValidationError(
        "\(share.name): expected a share above 0 and below 1, received \(share.value); 0.01 is one positive of a hundred"
      )
    }
    return share.value
  }
}
