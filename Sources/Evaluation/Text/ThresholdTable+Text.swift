extension OperatingPoint.Mark {
  /// What it is, for people.
  package var words: String {
    switch self {
    case .inUse: "in use"
    case .half: "0.5"
    case .f1: "highest F1"
    case .youden: "highest Youden's J"
    case .sensitivity90: "sensitivity ≥ 90 %"
    case .sensitivity95: "sensitivity ≥ 95 %"
    case .sensitivity99: "sensitivity ≥ 99 %"
    case .specificity90: "specificity ≥ 90 %"
    case .specificity95: "specificity ≥ 95 %"
    case .specificity99: "specificity ≥ 99 %"
    }
  }
}

extension OperatingPoint {
  /// Points beside each other for people, on a terminal: a column a point.
  package static func textReport(_ points: [(name: String, point: OperatingPoint)]) -> String {
    var table = TextTable(heads: [""] + points.map(\.name))
    func row(_ name: String, _ text: (OperatingPoint) -> String) {
      table.append([name] + points.map { text($0.point) })
    }
    func share(_ share: TwoClassScores.Share?) -> String {
      guard let share else { return "-" }
      return "\(TextNumber.percent(share.value)) (\(TextNumber.percent(share.interval)))"
    }
    row("threshold") { TextNumber.threshold($0.threshold) }
    row("sensitivity") { share($0.sensitivity) }
    row("specificity") { share($0.specificity) }
    row("positive predictive value") { share($0.positivePredictiveValue) }
    row("negative predictive value") { share($0.negativePredictiveValue) }
    row("accuracy") { share($0.accuracy) }
    row("false negatives") { "\($0.falseNegatives)" }
    row("false positives") { "\($0.falsePositives)" }
    if let restated = points.compactMap(\.point.atPrevalence).first {
      row("PPV at a prevalence of \(restated.share)") { share($0.atPrevalence?.positivePredictiveValue) }
      row("NPV at a prevalence of \(restated.share)") { share($0.atPrevalence?.negativePredictiveValue) }
      row("accuracy at a prevalence of \(restated.share)") { share($0.atPrevalence?.accuracy) }
    }
    return table.text
  }
}
