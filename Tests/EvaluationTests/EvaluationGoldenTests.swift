import FoveaEvaluation
import Testing

@Suite("Scores agree with scikit-learn and SciPy to 1e-9")
struct EvaluationGoldenTests {
  @Test("every golden was read")
  func goldensWereRead() {
    #expect(ScoreGolden.all.count == 31)
  }

  @Test("scores", arguments: ScoreGolden.all)
  func scores(golden: ScoreGolden) throws {
    let result = try EvaluationResult(golden.predictions(), split: "test", threshold: golden.threshold)
    let expected = golden.expected

    #expect(result.confusionMatrix == ConfusionMatrix(rows: expected.confusionMatrix))
    expectClose(result.accuracy, expected.accuracy, "accuracy")
    expectClose(result.accuracyInterval.low, expected.accuracyInterval[0], "low end of the interval")
    expectClose(result.accuracyInterval.high, expected.accuracyInterval[1], "high end of the interval")
    expectClose(result.baselineAccuracy, expected.baselineAccuracy, "baseline accuracy")
    expectClose(result.top5Accuracy, expected.top5Accuracy, "top-5 accuracy")
    expectClose(result.cohenKappa, expected.cohenKappa, "kappa")
    expectClose(result.matthewsCorrelation, expected.mcc, "Matthews")
    expectClose(result.logLoss, expected.logLoss, "log loss")
    expectClose(result.brier, expected.brier, "Brier")
    expectClose(result.expectedCalibrationError, expected.ece, "calibration error")
    expectClose(result.rocAUC, expected.rocAuc, "ROC AUC")
    expectClose(result.averagePrecision, expected.averagePrecision, "average precision")
    expectClose(result.balancedAccuracy, expected.balancedAccuracy, "balanced accuracy")
    expectClose(result.maximumCalibrationError, expected.mce, "maximum calibration error")
    expectClose(result.adaptiveCalibrationError, expected.adaptiveEce, "adaptive calibration error")
    expectClose(result.macroROCAUC, expected.macroRocAuc, "macro ROC AUC")
    expectClose(result.macroAveragePrecision, expected.macroAveragePrecision, "macro average precision")
    expectClose(result.macro, expected.macro, "macro")
    expectClose(result.micro, expected.micro, "micro")
    expectClose(result.weighted, expected.weighted, "weighted")
    #expect(result.threshold == (golden.classCount == 2 ? golden.threshold ?? 0.5 : nil))
  }

  @Test("top-k accuracy", arguments: ScoreGolden.all.filter { !$0.expected.topAccuracy.isEmpty })
  func topAccuracy(golden: ScoreGolden) throws {
    let predictions = try golden.predictions()
    for (index, expected) in golden.expected.topAccuracy.enumerated() {
      expectClose(predictions.topAccuracy(index + 1), expected, "top-\(index + 1) accuracy")
    }
    #expect(predictions.topAccuracy(golden.classCount) == 1)
  }

  @Test("scores of each class", arguments: ScoreGolden.all)
  func classScores(golden: ScoreGolden) throws {
    let result = try EvaluationResult(golden.predictions(), split: "test", threshold: golden.threshold)
    #expect(result.perClass.count == golden.expected.perClass.count)
    for (scores, expected) in zip(result.perClass, golden.expected.perClass) {
      #expect(scores.support == expected.support)
      #expect(scores.predicted == expected.predicted)
      expectClose(scores.precision, expected.precision, "precision of \(scores.name)")
      expectClose(scores.recall, expected.recall, "recall of \(scores.name)")
      expectClose(scores.f1, expected.f1, "F1 of \(scores.name)")
      expectClose(scores.specificity, expected.specificity, "specificity of \(scores.name)")
      expectClose(scores.rocAUC, expected.rocAuc, "ROC AUC of \(scores.name)")
      expectClose(scores.averagePrecision, expected.averagePrecision, "average precision of \(scores.name)")
    }
  }

  @Test("sensitivity and its kin", arguments: ScoreGolden.all.filter { $0.classCount == 2 })
  func twoClasses(golden: ScoreGolden) throws {
    let result = try EvaluationResult(golden.predictions(), split: "test", threshold: golden.threshold)
    let scores = try #require(result.twoClass)
    let expected = try #require(golden.expected.twoClass)
    let rows = [
      ("sensitivity", scores.sensitivity), ("specificity", scores.specificity),
      ("positive_predictive_value", scores.positivePredictiveValue),
      ("negative_predictive_value", scores.negativePredictiveValue), ("prevalence", scores.prevalence),
      ("positive_likelihood_ratio", scores.positiveLikelihoodRatio),
      ("negative_likelihood_ratio", scores.negativeLikelihoodRatio),
    ]
    for (name, share) in rows {
      let golden = try #require(expected[name], "\(name) is not in the golden")
      expectClose(share?.value, golden?.value, name)
      expectClose(share?.interval.low, golden?.interval[0], "low end of \(name)")
      expectClose(share?.interval.high, golden?.interval[1], "high end of \(name)")
    }
  }

  @Test("the text report has the same bytes", arguments: ScoreGolden.all.filter { !$0.reports.isEmpty })
  func textReport(golden: ScoreGolden) throws {
    for report in golden.reports {
      let result = try EvaluationResult(
        golden.predictions(classes: report.names), split: "test", threshold: golden.threshold)
      #expect(result.textReport(digits: report.digits) == report.text)
    }
  }

  private func expectClose(
    _ value: AverageScores, _ expected: AverageScores, _ name: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    expectClose(value.precision, expected.precision, "\(name) precision", at: location)
    expectClose(value.recall, expected.recall, "\(name) recall", at: location)
    expectClose(value.f1, expected.f1, "\(name) F1", at: location)
  }

  private func expectClose(
    _ value: Double?, _ expected: Double?, _ name: String, at location: SourceLocation = #_sourceLocation
  ) {
    guard let value, let expected else {
      #expect(
        value == expected, "\(name): expected \(expected as Double?), received \(value as Double?)",
        sourceLocation: location)
      return
    }
    #expect(
      abs(value - expected) <= 1e-9, "\(name): expected \(expected), received \(value)",
      sourceLocation: location)
  }
}
