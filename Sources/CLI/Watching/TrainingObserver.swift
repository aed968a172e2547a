import Fovea

/// Hears of a training run while it goes on: the display, the history, the log, the event files.
///
/// The calls come in this order, from one thread: `begin`, for each epoch `advanced` after each batch and then
/// `finished`; at the end `ended` and `scored`, or `failed` instead of what was still to come.
protocol TrainingObserver {
  /// The run folder is there and training is about to start.
  func begin(_ facts: RunFacts) throws
  /// A batch was trained on.
  func advanced(_ progress: BatchProgress)
  /// An epoch was trained and scored.
  func finished(_ epoch: Epoch) throws
  /// There will be no more epochs.
  func ended(_ end: TrainingEnd)
  /// The model of the best epoch was scored and written.
  func scored(_ result: EvaluationResult) throws
  /// The run cannot go on.
  func failed(_ error: any Error)
}

extension TrainingObserver {
  func begin(_ facts: RunFacts) throws {}
  func advanced(_ progress: BatchProgress) {}
  func finished(_ epoch: Epoch) throws {}
  func ended(_ end: TrainingEnd) {}
  func scored(_ result: EvaluationResult) throws {}
  func failed(_ error: any Error) {}
}

/// What is known of a run when training starts.
struct RunFacts {
  let folder: RunFolder
  let configuration: RunConfiguration
  /// The epochs of the run that this one continues; empty for a new one.
  let history: [Epoch]
  /// What is learned from.
  let training: PixelStore
}

/// Why training is over.
enum TrainingEnd: Hashable {
  /// Every epoch of the recipe is done.
  case complete
  /// No better validation score in so many epochs.
  case outOfPatience(epochs: Int)
  case interrupted

  init(of trainer: Trainer, _ interruption: Interruption) {
    if trainer.isInterrupted {
      self = .interrupted
    } else if trainer.isOutOfPatience {
      self = .outOfPatience(epochs: trainer.recipe.patience ?? 0)
    } else {
      let isCut = interruption.isRequested && !trainer.isComplete
      self = isCut ? .interrupted : .complete
    }
  }
}

/// Several observers as one, in this order.
struct TrainingObservers: TrainingObserver {
  let observers: [any TrainingObserver]

  init(_ observers: [any TrainingObserver]) { self.observers = observers }

  func begin(_ facts: RunFacts) throws { for observer in observers { try observer.begin(facts) } }
  func advanced(_ progress: BatchProgress) { for observer in observers { observer.advanced(progress) } }
  func finished(_ epoch: Epoch) throws { for observer in observers { try observer.finished(epoch) } }
  func ended(_ end: TrainingEnd) { for observer in observers { observer.ended(end) } }
  func scored(_ result: EvaluationResult) throws { for observer in observers { try observer.scored(result) } }
  func failed(_ error: any Error) { for observer in observers { observer.failed(error) } }
}
