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
  /// What a step takes, from those of late.
  private(set) var stepSeconds: Double
  /// What scoring the validation part takes.
  var validationSeconds: Double

  init(
    seconds: Double, stepsPerEpoch: Int, validationsAfter: Double, stepSeconds: Double,
    validationSeconds: Double
  ) {
    self.seconds = seconds
    self.stepsPerEpoch = max(1, stepsPerEpoch)
    self.validationsAfter = validationsAfter
    self.stepSeconds = stepSeconds
    self.validationSeconds = validationSeconds
  }

  /// Takes a step's duration into account, as one of about the last twenty.
  mutating func record(step seconds: Double) { stepSeconds += (seconds - stepSeconds) / 20 }

  /// Steps that fit after `spent` seconds, at least one.
  ///
  /// - Parameter stepsDone: of the epoch under way.
  func stepsLeft(spent: Double, stepsDone: Int) -> Int {
    let time = seconds - spent - validationsAfter * validationSeconds
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
