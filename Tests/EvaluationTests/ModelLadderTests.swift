import Testing

@testable import FoveaEvaluation

@Suite struct ModelLadderTests {
  private let labels = (0..<200).map { $0 % 2 }

  /// A rung that is right on the first `right` samples.
  private func rung(_ name: String, right: Int) -> ModelLadder.Rung {
    ModelLadder.Rung(
      name: name, parameters: 10, fileSize: 100, trainingSeconds: 2, epochs: 3, imagesPerSecond: 1000,
      logLoss: 0.5, predicted: labels.enumerated().map { $0 < right ? $1 : 1 - $1 }, labels: labels)
  }

  private func ladder(_ rights: [Int]) -> ModelLadder {
    let names = ["majority", "logistic", "mlp", "cnn", "resnet9"]
    return ModelLadder(
      split: "test", classes: ["a", "b"], labels: labels,
      rungs: zip(names, rights).map { rung($0, right: $1) })
  }

  @Test func eachRungIsComparedWithTheBestBelow() {
    let ladder = ladder([100, 140, 142, 180, 182])
    #expect(ladder.climbs.map(\.below) == [0, 1, 1, 3])
    #expect(ladder.steps.map(\.below) == [0, 1, 2, 3])
    #expect(ladder.climbs.map(\.isBetter) == [true, false, true, false])
    #expect(ladder.worthwhile == 3)
    #expect(
      ladder.verdict
        == "cnn is worth its cost: it is better than logistic, the best simpler model before it, and resnet9 is not shown to be better than it."
    )
    #expect(abs(ladder.climbs[0].difference - 0.2) < 1e-12)
    // Forty images that only the second gets right: 2 · 2⁻⁴⁰, four times.
    #expect(abs(ladder.climbs[0].adjustedPValue / (8 * 0x1p-40) - 1) < 1e-6)
  }

  @Test func aWorseRungIsNeverWorthwhile() {
    let ladder = ladder([100, 60])
    #expect(ladder.worthwhile == 0 && !ladder.climbs[0].isBetter)
    #expect(ladder.sentence(ladder.climbs[0]).hasSuffix(": it is worse"))
    #expect(
      ladder.verdict.hasPrefix("No model is shown to be better than always saying the most frequent class"))
  }

  @Test func fewImagesProveNothing() {
    let labels = [0, 1, 0]
    let perfect = ModelLadder.Rung(
      name: "mlp", parameters: 1, fileSize: 1, trainingSeconds: 1, epochs: 1, imagesPerSecond: 1,
      logLoss: 0.1,
      predicted: labels, labels: labels)
    let majority = ModelLadder.Rung(
      name: "majority", parameters: 0, fileSize: 0, trainingSeconds: 0, epochs: 0, imagesPerSecond: nil,
      logLoss: nil, predicted: [0, 0, 0], labels: labels)
    func verdict(_ rungs: [ModelLadder.Rung]) -> String {
      ModelLadder(split: "test", classes: ["a", "b"], labels: labels, rungs: rungs).verdict
    }
    #expect(verdict([majority, perfect]).hasSuffix("or 3 images are too few to tell."))
    #expect(
      verdict([majority]) == "There is only majority to score: no model was trained that could be better.")
    let same = ModelLadder(split: "test", classes: ["a", "b"], labels: labels, rungs: [majority, majority])
    #expect(same.sentence(same.climbs[0]).hasSuffix("p 1.0000): no difference"))
  }

  /// Against the best so far p-values are multiplied by their number, against the rung below adjusted by Holm's method.
  @Test func adjustmentsAreWhatIsSaid() {
    let ladder = ladder([100, 112, 125, 136])
    for climb in ladder.climbs { #expect(climb.adjustedPValue == min(1, 3 * climb.pValue)) }
    #expect(ladder.steps.map(\.adjustedPValue) == Holm.adjusted(ladder.steps.map(\.pValue)))
    #expect(ladder.steps.map(\.adjustedPValue) != ladder.steps.map { min(1, 3 * $0.pValue) })
  }

  @Test func theBestOfAllIsNamedAlone() {
    #expect(
      ladder([100, 140, 190]).verdict
        == "mlp is worth its cost: it is better than logistic, the best simpler model before it.")
    #expect(
      ladder([100, 140, 141, 142]).verdict
        == "logistic is worth its cost: it is better than majority, the best simpler model before it, and mlp and cnn are not shown to be better than it."
    )
  }

  @Test func theReportHasARowForEachRung() {
    let text = ladder([100, 140]).textReport()
    #expect(text.contains("200 images, test part\n"))
    #expect(
      text.contains("majority   50.00 %  43.14 to 56.86 %       3     2.0 s          10  0.00      1000\n"))
    #expect(
      text.contains(
        "logistic against majority: +20.00 points (95 % interval +14.50 to +25.50, p < 0.0001): it is better"
      )
    )
  }
}

@Suite struct FoldScoresTests {
  private func result(right: Int, of count: Int) throws -> EvaluationResult {
    let labels = (0..<count).map { $0 % 2 }
    let probabilities = labels.enumerated().flatMap { index, label -> [Float] in
      let sure: Float = index < right ? 0.9 : 0.1
      return label == 0 ? [sure, 1 - sure] : [1 - sure, sure]
    }
    return try EvaluationResult(
      Predictions(classes: ["a", "b"], labels: labels, probabilities: probabilities), split: "val")
  }

  @Test func meanAndSpread() throws {
    let folds = try [8, 9, 7].enumerated().map {
      FoldScores.Fold(
        number: $0 + 1, trainingSamples: 18, validationSamples: 2 + $0, result: try result(right: $1, of: 10),
        seconds: 1.5)
    }
    let scores = FoldScores(folds, right: 24)
    #expect(abs(scores.mean - 0.8) < 1e-12)
    // Deviations of 0, 0.1 and −0.1, divided by two.
    #expect(abs(scores.standardDeviation - 0.1) < 1e-12)
    #expect(
      scores.summary
        == "mean of 3 folds 80.00 ± 10.00 % (standard deviation of the folds); all images, each by the model that did not see it: 80.00 % (95 % interval 62.69 to 90.49 %)"
    )
    #expect(scores.choosing.contains("chosen by 2 to 4 images of the other folds"))
    #expect(scores.textReport().contains("1           10   80.00 %  49.02 to 94.33 %"))
  }
}

@Suite struct ValidationSizeTests {
  @Test func smallPartsAreSaid() throws {
    #expect(
      ValidationSize(samples: 60).advice(choosing: "epochs")
        == "the validation part has only 60 images: where it says 80 %, the truth may be 68 to 88 %, and epochs that differ by less cannot be told apart by it; hold out more, or use --folds"
    )
    #expect(ValidationSize(samples: 240).isTooSmall)
    #expect(!ValidationSize(samples: 260).isTooSmall)
    #expect(ValidationSize(samples: 3000).advice(choosing: "epochs") == nil)
    #expect(
      ValidationSize(samples: 0).advice(choosing: "epochs")
        == "no image is held out for validation: nothing chooses among epochs, and the last is kept")
  }

  @Test func whatAFewImagesCanSay() {
    // One image is right or wrong; of seven six are right at the most that is near 80 %.
    #expect(
      ValidationSize(samples: 1).advice(choosing: nil)
        == "the validation part has only 1 image: where it says 100 %, the truth may be 21 to 100 %; hold out more, or use --folds"
    )
    #expect(ValidationSize(samples: 7).advice(choosing: nil)?.contains("where it says 86 %,") == true)
    #expect(ValidationSize(samples: 3).advice(choosing: nil)?.contains("where it says 67 %,") == true)
  }

  @Test func whatChoosesNothingIsStillRead() {
    #expect(
      ValidationSize(samples: 60).advice(choosing: nil)
        == "the validation part has only 60 images: where it says 80 %, the truth may be 68 to 88 %; hold out more, or use --folds"
    )
    #expect(ValidationSize(samples: 0).advice(choosing: nil) == nil)
    #expect(ValidationSize(samples: 3000).advice(choosing: nil) == nil)
  }
}
