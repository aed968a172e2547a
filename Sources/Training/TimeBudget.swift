/// How many steps still fit into a span of time.
///
/// A step and a validation cost what they cost lately. The schedule advances by its remaining share divided by the
/// remaining steps, so that it ends when the time does, whatever the machine does in between.
struct TimeBudget: Hashable {
  /// Seconds of the whole run.
  let seconds: Double
  let stepsPerEpoch: Int
  /// Validations that come after training: scoring the best model.
  let validationsAfter: Double
  /// What a step on full pictures takes, from those of late.
  private(set) var stepSeconds: Double
  let progressive: ProgressiveResizing
  /// What a step on smaller pictures costs, as a share of one on full ones.
  let earlyCost: Double
  /// What scoring the validation part takes.
  var validationSeconds: Double
  /// What lies between two epochs beside that: writing files and showing what was done; a mean of those of late.
  private(set) var betweenSeconds: Double?

  init(
    seconds: Double, stepsPerEpoch: Int, validationsAfter: Double, stepSeconds: Double,
    validationSeconds: Double, progressive: ProgressiveResizing = ProgressiveResizing(), earlyCost: Double = 1
  ) {
    self.seconds = seconds
    self.stepsPerEpoch = max(1, stepsPerEpoch)
    self.validationsAfter = validationsAfter
    self.stepSeconds = stepSeconds
    self.validationSeconds = validationSeconds
    self.progressive = progressive
    self.earlyCost = earlyCost
  }

  /// Takes a step's duration into account, as one of about the last twenty.
  ///
  /// - Parameter done: of the run, 0 to 1, before that step.
  mutating func record(step seconds: Double, at done: Double) {
    let cost = progressive.isEarly(at: done) ? earlyCost : 1
    stepSeconds += (seconds / cost - stepSeconds) / 20
  }

  /// Takes into account what was spent between two epochs.
  mutating func record(between seconds: Double) {
    let mean = betweenSeconds ?? seconds
    betweenSeconds = mean + (seconds - mean) / 20
  }

  /// Steps that fit after `spent` seconds, at least one.
  ///
  /// - Parameters:
  ///   - stepsDone: of the epoch under way.
  ///   - done: of the run, 0 to 1.
  func stepsLeft(spent: Double, stepsDone: Int, at done: Double) -> Int {
    let stepSeconds = stepSeconds * progressive.meanCost(from: done, cost: earlyCost)
    let time = seconds - spent - validationsAfter * validationSeconds
    let validationSeconds = validationSeconds + (betweenSeconds ?? 0)
    // The epoch under way, then whole ones, each with its validation; the last may end early.
    let first = Double(stepsPerEpoch - stepsDone)
    let whole = Double(stepsPerEpoch) * stepSeconds + validationSeconds
    let rest = time - first * stepSeconds - validationSeconds
    guard rest > 0 else { return max(1, Int((time - validationSeconds) / stepSeconds)) }
    let epochs = (rest / whole).rounded(.down)
    let partial = max(0, rest - epochs * whole - validationSeconds) / stepSeconds
    return max(1, Int(first + epochs * Double(stepsPerEpoch) + partial))
  }
}
