import FoveaDatasets
public import FoveaEvaluation
import FoveaFiles
public import FoveaInference
public import FoveaTraining

/// What a person may do with a run that is done: what would help it most, by what was measured, and what to type next.
public struct NextSteps: Hashable, Sendable {
  /// What would help most, in a sentence; nil where nothing that was measured says so.
  public let advice: String?
  /// What may be typed next: the words of a command, and what it is for.
  public let commands: [Command]

  /// A command and what it is for.
  public struct Command: Hashable, Sendable {
    /// The arguments behind `fovea`.
    public let arguments: [String]
    /// What it does, in a few words.
    public let purpose: String
  }

  /// Follows from what a run gave.
  ///
  /// - Parameters:
  ///   - run: the folder, as it was named.
  ///   - mayUseBackbone: whether a head on the features of a trained network was not tried.
  public init(
    _ result: EvaluationResult, history: [Epoch], model: ModelBundle, run: String, mayUseBackbone: Bool
  ) {
    advice = NextSteps.advice(result, history, model, mayUseBackbone)
    var commands = [
      Command(arguments: ["classify", run, "IMAGES"], purpose: "labels images"),
      Command(arguments: ["explain", run, "IMAGES", "-o", "maps"], purpose: "shows what it looks at"),
    ]
    if let positive = model.positiveClass, !result.hasChosenThreshold, history.last?.validationAccuracy != nil
    {
      commands.append(
        Command(
          arguments: ["threshold", run, "--recall", "0.95"],
          purpose: "moves the threshold, so that it finds 95 % of '\(positive)'"))
    }
    if result.split != Part.test.rawValue {
      // The part that chose the epoch is kinder to the model than images that nothing was chosen by.
      commands.insert(
        Command(
          arguments: ["evaluate", run, "DATA"], purpose: "scores it on labeled images that it never saw"),
        at: 0)
    }
    self.commands = commands
  }

  /// Training is this much better than validation where a network has learned its images by heart.
  private static let gap = 0.1
  /// Training that is worse than this has not learned its own images.
  private static let learned = 0.9

  private static func advice(
    _ result: EvaluationResult, _ history: [Epoch], _ model: ModelBundle, _ mayUseBackbone: Bool
  ) -> String? {
    guard let last = history.last, let kept = history.last(where: \.isBest) ?? history.last,
      let validation = kept.validationAccuracy
    else { return nil }
    func percent(_ share: Double) -> String { "\(fixed(share * 100, 0)) %" }
    // Perfect scores need no advice.
    guard result.accuracyInterval.high < 1 || result.accuracy < 0.99 else { return nil }
    let training = kept.trainingAccuracy
    if training - validation > gap {
      let backbone =
        mayUseBackbone
        ? ", or a network that was trained on many others (--backbone)" : ""
      return
        "what would help most: more images (it learned from \(TextNumber.count(model.provenance.trainingSamples)), and is right on \(percent(training)) of them but on \(percent(validation)) of those held out)\(backbone)"
    }
    if kept.number == last.number, history.count > 1, last.validationAccuracy != nil {
      return
        "what would help most: more time (the last epoch was the best, so that it was still learning); --minutes or --epochs gives it"
    }
    if training < learned {
      return
        "what would help most: a larger network or more time (it is right on \(percent(training)) of the images that it learned from); fovea ladder compares networks"
    }
    return nil
  }
}
