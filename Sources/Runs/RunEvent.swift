public import FoveaDatasets
public import FoveaEvaluation
public import FoveaTraining

/// What a job tells while it performs.
///
/// A training tells in this order: phases of reading, `trainingStarted`, for each epoch `batch` after each step and then
/// `epoch`; at the end `trainingEnded` and `scored`, or `trainingFailed` instead of what was still to come.
public enum RunEvent: Sendable {
  /// Work goes on: how far it is.
  case phase(RunPhase)
  /// The phase that was told of last is over.
  case phaseEnded
  /// What a person may want to know.
  case note(RunNote)
  /// What a person should know.
  case warning(RunWarning)
  /// The run folder is there and training is about to start.
  case trainingStarted(TrainingFacts)
  /// A step of the optimiser was taken.
  case batch(BatchProgress)
  /// An epoch was trained and scored.
  case epoch(Epoch)
  /// A step of both networks of an adversarial training was taken.
  case adversarialStep(AdversarialProgress)
  /// An epoch of an adversarial training is over, and its sheet of samples, where there is a run folder, is at this path.
  case adversarialEpoch(AdversarialEpoch, sheet: String)
  /// There will be no more epochs.
  case trainingEnded(TrainingEnd)
  /// Training cannot go on, for this reason.
  case trainingFailed(String)
  /// The model that is kept was scored and written.
  case scored(EvaluationResult)
}

/// How far a phase of a job is.
public struct RunPhase: Hashable, Sendable, CustomStringConvertible {
  /// What is being done, such as `decoding`.
  public let name: String
  /// How much of it is done, where that is counted.
  public var done: Int?
  /// How much there is to do, where that is known.
  public var count: Int?
  /// What it is busy with, such as a file.
  public var detail: String?

  /// The phase in one line: `reading images: 120 of 400`.
  public var description: String {
    var text = name
    if let done { text += ": \(done)" + (count.map { " of \($0)" } ?? "") }
    return text + (detail.map { "  \($0)" } ?? "")
  }
}

/// What is known of a training when it starts.
public struct TrainingFacts: Sendable {
  /// The run folder.
  public let folder: String
  /// What `config.json` has.
  public let configuration: RunConfiguration
  /// The epochs of the run that this one continues; empty for a new one.
  public let history: [Epoch]
  /// What is learned from.
  public let training: PixelStore
}

/// Why training is over.
public enum TrainingEnd: Hashable, Sendable {
  /// Every epoch of the recipe is done.
  case complete
  /// No better validation score in so many epochs.
  case outOfPatience(epochs: Int)
  /// It was cancelled, or a signal ended it.
  case interrupted

  init(of trainer: Trainer, isCancelled: Bool) {
    if trainer.isInterrupted {
      self = .interrupted
    } else if trainer.isOutOfPatience {
      self = .outOfPatience(epochs: trainer.recipe.patience ?? 0)
    } else {
      self = isCancelled && !trainer.isComplete ? .interrupted : .complete
    }
  }
}
