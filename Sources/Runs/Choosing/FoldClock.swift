/// How the minutes of a cross-validation are divided among its folds.
struct FoldClock {
  private let now: () -> Double
  private let started: Double
  private var foldsLeft: Int
  private var began: Double
  /// The seconds that the fold under way was given.
  private var given: Double?
  /// What a fold took beside its own time, for its report: that of the last one.
  private var beside: Double?

  /// Begins with the run.
  ///
  /// - Parameter now: seconds of a clock that only goes forward.
  init(folds: Int, now: @escaping () -> Double = monotonicSeconds) {
    self.now = now
    started = now()
    began = started
    foldsLeft = folds
  }

  /// Another fold begins.
  mutating func begin() { (began, given) = (now(), nil) }

  /// Seconds since the fold under way began.
  var secondsOfFold: Double { now() - began }

  /// The minutes of the fold under way: an equal part of what is left, without what reports will take, of which there is one
  /// of each fold and one of all; at least a second, which is enough for a step.
  mutating func share(of minutes: Double) -> Double {
    let left = minutes * 60 - (began - started)
    // Before the first report it is not known.
    let report = beside ?? min(1, left / 100)
    let seconds = max(1, (left - report * Double(foldsLeft + 1)) / Double(foldsLeft))
    given = seconds
    return seconds / 60
  }

  /// The fold under way is over.
  mutating func end() {
    if let given { beside = max(0, secondsOfFold - given) }
    foldsLeft -= 1
  }
}
