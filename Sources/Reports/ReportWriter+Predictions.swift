public import FoveaEvaluation
public import FoveaFiles

/// What samples are called and which group and fold they are of, in the order of their predictions.
package struct PredictedSamples: Hashable, Sendable {
  package let paths: [String]
  /// What each belongs together with; empty where nothing does.
  package let groups: [String?]
  /// The fold that held each out, from 1; empty where there are none.
  package let folds: [Int]

  package init(paths: [String], groups: [String?] = [], folds: [Int] = []) {
    (self.paths, self.groups, self.folds) = (paths, groups, folds)
  }
}

extension ReportWriter {
  /// Writes `predictions.csv`: for each sample `path,true,predicted,probability,correct,fold,group,threshold` and, as
  /// `probability[CLASS]`, the probability of each class.
  ///
  /// `paths` has one path for each sample, in order. The probability is that of the predicted class, and `rule`
  /// must be the one that the result was made with, for the two files to agree.
  public func write(
    _ predictions: Predictions, paths: [String], rule: DecisionRule
  ) throws(FileError) {
    try write(predictions, rules: SampleRules(rule), of: PredictedSamples(paths: paths))
  }

  /// The same of an analysis, with the group and the fold of each sample.
  package func write(
    _ analysis: EvaluationResult.Analysis, of samples: PredictedSamples
  ) throws(FileError) {
    try write(
      analysis.predictions, rules: analysis.rules, of: samples, atPrevalence: analysis.atPrevalence)
  }

  /// Numbers beyond which the probabilities of all classes are left out: a file of some 200 MB.
  private static let cellLimit = 20_000_000

  private func write(
    _ predictions: Predictions, rules: SampleRules, of samples: PredictedSamples,
    atPrevalence: PrevalenceScores? = nil
  ) throws(FileError) {
    let (paths, count) = (samples.paths, predictions.sampleCount)
    precondition(
      paths.count == count && [0, count].contains(samples.groups.count)
        && [0, count].contains(samples.folds.count),
      "expected \(count) paths, received \(paths.count), \(samples.groups.count) groups, \(samples.folds.count) folds"
    )
    let hasAll = count * predictions.classCount <= ReportWriter.cellLimit
    let file = try CSVFile(
      path("predictions.csv"),
      columns: ["path", "true", "predicted", "probability", "correct", "fold", "group", "threshold"]
        + (atPrevalence == nil ? [] : ["probability_at_prevalence"])
        + (hasAll ? predictions.classes.map { "probability[\($0)]" } : []))
    for sample in paths.indices {
      let (label, rule) = (predictions.labels[sample], rules[sample])
      let (predicted, probability) = predictions.decision(ofSample: sample, by: rule)
      let row = sample * predictions.classCount..<(sample + 1) * predictions.classCount
      var fields: [CSVField] = [
        .text(paths[sample]), .text(predictions.classes[label]), .text(predictions.classes[predicted]),
        .probability(probability), .flag(predicted == label),
        samples.folds.isEmpty ? .text("") : .integer(samples.folds[sample]),
        .text(samples.groups.isEmpty ? "" : samples.groups[sample] ?? ""), .number(rule.threshold),
      ]
      if let atPrevalence {
        // Of the positive class, which is the second.
        fields.append(.number(atPrevalence.restated(Double(predictions.probabilities[row.lowerBound + 1]))))
      }
      if hasAll { fields += predictions.probabilities[row].map { .probability($0) } }
      try file.append(CSVRow(fields))
    }
    try file.commit()
  }
}
