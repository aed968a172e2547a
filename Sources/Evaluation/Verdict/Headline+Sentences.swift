extension EvaluationResult {
  /// What is said where the most probable class is predicted.
  var sentencesByAccuracy: [String] {
    var counts = Sentence.right(confusionMatrix.correct, of: samples) + "."
    if hasFoundThreshold, let threshold = thresholdInUse {
      counts += " Nobody chose \(threshold.words): more of the held-out images are right at it than at 0.5."
    }
    guard evidence != .oneClass else { return [counts, oneClassSentence] }
    let baseline =
      "Always saying the most frequent class would be right for \(TextNumber.percent(baselineAccuracy))"
    switch accuracyStanding {
    case .above: return [counts, baseline + ": the model is better than that."]
    case .around:
      return [
        counts,
        baseline + ", which lies within the interval: the accuracy does not tell the model from that.",
        evidenceSentence,
      ]
    case .below: return [counts, baseline + ": the model is worse than that.", evidenceSentence]
    }
  }

  /// What is said where a threshold was chosen.
  func sentencesByRanking(_ threshold: Headline.Threshold) -> [String] {
    let counts = Sentence.right(confusionMatrix.correct, of: samples)
    let atThreshold = "\(counts) at \(threshold.words)"
    guard evidence != .oneClass else { return [oneClassSentence, atThreshold + "."] }
    let baseline = "always saying the most frequent class would be right for"
    let share = TextNumber.percent(baselineAccuracy)
    var sentences = [
      evidenceSentence,
      "\(atThreshold) (\(TextNumber.percent(accuracy))), \(baseline) \(share): a threshold that is chosen for more than accuracy may cost some of it, so this is no verdict on the model.",
    ]
    if threshold.value != 0.5 || threshold.highest != 0.5, let accuracyAtHalf {
      let verdict =
        switch Standing(of: accuracyAtHalf.interval, to: baselineAccuracy) {
        case .above: "better than that"
        case .around: "which does not differ from that by more than chance"
        case .below: "worse than that"
        }
      sentences.append("At 0.5 it is right for \(TextNumber.percent(accuracyAtHalf.value)), \(verdict).")
    }
    return sentences
  }

  /// Whether the answers hang on the pictures, with the numbers that say so.
  private var evidenceSentence: String {
    let isPair = classes.count == 2
    let (value, interval) =
      isPair ? (rocAUC, intervals.rocAUC) : (cohenKappa, intervals.cohenKappa)
    guard let value, let interval else {
      return "This does not show that the model learned anything."
    }
    let score =
      (isPair ? "ROC AUC" : "Cohen's kappa")
      + " \(TextNumber.decimal(value, 4)) (\(TextNumber.range(interval)))"
    let chance = isPair ? "0.5" : "0"
    switch evidence {
    case .learned:
      return isPair
        ? "It tells '\(classes[1])' from '\(classes[0])': \(score), where chance gives \(chance)."
        : "Its answers do hang on the pictures: \(score), where chance gives \(chance)."
    case .chance:
      return
        "\(score) does not differ from the \(chance) of chance by enough: this does not show that the model learned anything."
    case .reversed:
      return
        "\(score) is below the \(chance) of chance: the model takes the classes for each other; look whether their names or labels are swapped."
    case .oneClass: return oneClassSentence
    }
  }

  private var oneClassSentence: String {
    let name = perClass.first { $0.support > 0 }?.name ?? ""
    return
      "Every image is of '\(name)': this part cannot show that the model tells classes apart."
  }
}

/// Parts of sentences with a number in them.
package enum Sentence {
  /// `1 image`, `0 images`, `1,234 images`.
  package static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(TextNumber.count(count)) \(count == 1 ? one : many ?? one + "s")"
  }

  /// `1 of 12 images is right`.
  static func right(_ right: Int, of samples: Int) -> String {
    "\(TextNumber.count(right)) of \(count(samples, "image")) \(right == 1 || samples == 1 ? "is" : "are") right"
  }
}
