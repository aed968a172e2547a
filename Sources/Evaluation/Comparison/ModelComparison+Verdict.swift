extension ModelComparison {
  /// What the tests say of a model against the first one, in sentences.
  ///
  /// A model is called better or worse by the measures that say so, and by no more than these. Where thresholds differ
  /// the right answers at each model's own are not among them, as they would compare the thresholds.
  public func verdict(_ contrast: Contrast) -> String {
    let tests = compared(in: contrast)
    func names(_ outcome: MeasureTest.Outcome) -> [String] {
      tests.filter { $0.outcome == outcome }.map { self.name(of: $0.measure) }
    }
    let (name, first) = (entries[contrast.entry].name, entries[0].name)
    let (better, worse, undecided) = (names(.better), names(.worse), names(.undecided))
    var sentences: [String]
    switch (better.isEmpty, worse.isEmpty) {
    case (false, true): sentences = ["\(name) is better than \(first) by \(Sentence.list(better))."]
    case (true, false): sentences = ["\(name) is worse than \(first) by \(Sentence.list(worse))."]
    case (false, false):
      sentences = [
        "\(name) is better than \(first) by \(Sentence.list(better)), and worse by \(Sentence.list(worse))."
      ]
    case (true, true): sentences = [withoutDifference(contrast, tests)]
    }
    if !better.isEmpty || !worse.isEmpty, !undecided.isEmpty {
      sentences.append(
        "By \(Sentence.list(undecided)) the difference is not significant: chance alone often makes one as large."
      )
    }
    if contrast.thresholdsDiffer { sentences.append(thresholdSentence(contrast)) }
    return sentences.joined(separator: " ")
  }

  /// The tests that say which model is better.
  private func compared(in contrast: Contrast) -> [MeasureTest] {
    let isUsed: (ComparisonMeasure) -> Bool = { measure in
      switch measure {
      case .accuracy: !contrast.thresholdsDiffer
      case .accuracyAtHalf: contrast.thresholdsDiffer
      case .rocAUC, .logLoss, .brier: true
      }
    }
    return contrast.tests.filter { isUsed($0.measure) }
  }

  /// What is said where no test finds a difference.
  private func withoutDifference(_ contrast: Contrast, _ tests: [MeasureTest]) -> String {
    let (name, first) = (entries[contrast.entry].name, entries[0].name)
    if tests.allSatisfy({ ($0.difference ?? 0) == 0 }) {
      let measured = tests.filter { $0.difference != nil }.map { self.name(of: $0.measure) }
      return "\(name) and \(first) score the same by \(Sentence.list(measured))."
    }
    let tested = tests.filter { $0.outcome == .undecided }.map { self.name(of: $0.measure) }
    let same = contrast.flips.isEmpty ? "\(name) and \(first) are right and wrong on the same images. " : ""
    return
      "\(same)The difference is not significant by \(Sentence.list(tested)): chance alone often makes one as large on \(Sentence.count(samples, "image"))."
  }

  /// What different thresholds do to the right answers.
  private func thresholdSentence(_ contrast: Contrast) -> String {
    let (entry, first) = (entries[contrast.entry], entries[0])
    return
      "Their thresholds differ (\(threshold(of: first)) of \(first.name), \(threshold(of: entry)) of \(entry.name)): at its own each is right for \(TextNumber.percent(first.result.accuracy)) and \(TextNumber.percent(entry.result.accuracy)), which compares the thresholds and not the models."
  }

  private func threshold(of entry: Entry) -> String {
    entry.result.threshold.map {
      $0 == 0.5 ? "0.5" : "\(TextNumber.threshold($0)) for '\(entry.result.classes[1])'"
    } ?? "none"
  }

  /// Whether one of the models decides by another threshold than 0.5.
  package var hasThresholds: Bool { entries.contains { $0.result.hasOwnThreshold } }

  /// What a measure is called here.
  package func name(of measure: ComparisonMeasure) -> String {
    switch measure {
    case .accuracy: hasThresholds ? "accuracy at its own threshold" : "accuracy"
    case .accuracyAtHalf: "accuracy at 0.5"
    case .rocAUC: isOfPairs ? "ROC AUC" : "macro ROC AUC"
    case .logLoss: "log loss"
    case .brier: "Brier score"
    }
  }

  /// Whether every model tells the same two classes apart.
  private var isOfPairs: Bool { classes.count == 2 && entries.allSatisfy { $0.result.classes.count == 2 } }
}

extension Sentence {
  /// `a, b and c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
