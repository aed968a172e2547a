import Foundation

/// The learning rate over a run, as a pure function of the progress made.
public enum Schedule: Hashable, Sendable {
  /// The same rate throughout.
  case constant

  /// The rate is multiplied with `factor` every `epochs` epochs.
  case step(epochs: Int = 10, factor: Float = 0.1)

  /// From the full rate to zero along half a cosine: η·(1 + cos(π·t)) / 2.
  ///
  /// Loshchilov, Hutter: *SGDR: Stochastic Gradient Descent with Warm Restarts*, arXiv:1608.03983, equation 5
  /// without restarts.
  case cosine

  /// From a 25th of the rate up to it over the share `rise` of all steps, then down to a 250,000th, both along half a
  /// cosine.
  ///
  /// Smith, Topin: *Super-Convergence*, arXiv:1708.07120, in the form of PyTorch's `OneCycleLR` without its cycle of
  /// the momentum.
  case oneCycle(rise: Float = 0.3)

  /// The rate is multiplied with `factor` whenever the loss (of validation, where there is any) has not been lower for
  /// more than `epochs` epochs.
  ///
  /// The rule of PyTorch's `ReduceLROnPlateau` with its threshold of a ten-thousandth of the best loss.
  case plateau(epochs: Int = 5, factor: Float = 0.1)

  /// The word for it on the command line and in files.
  public var name: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .cosine: "cosine"
    case .oneCycle: "one-cycle"
    case .plateau: "plateau"
    }
  }

  /// Whether the learning rate ends near zero, so that the last weights are converged.
  package var fallsToNothing: Bool {
    switch self {
    case .cosine, .oneCycle: true
    case .constant, .step, .plateau: false
    }
  }

  /// Every schedule with its default settings.
  public static let all: [Schedule] = [.constant, .step(), .cosine, .oneCycle(), .plateau()]

  /// The schedule of that name with default settings.
  public init?(named name: String) {
    guard let match = Schedule.all.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

extension Schedule {
  /// Where a run stands before a step.
  public struct Position: Hashable, Sendable {
    /// The share of the run that is done, 0 ..< 1.
    public var done: Double
    /// The share of the run that one step is.
    public var step: Double
    /// Epochs finished.
    public var epoch: Int
    /// How often the loss has come to a plateau.
    public var plateaus: Int

    /// Makes a position in a run.
    public init(done: Double, step: Double, epoch: Int = 0, plateaus: Int = 0) {
      (self.done, self.step, self.epoch, self.plateaus) = (done, step, epoch, plateaus)
    }
  }

  /// What the base rate is multiplied with in the step at `position`, after a linear rise over the share `warmup` of
  /// the run.
  public func factor(at position: Position, warmup: Double = 0) -> Float {
    // Half a step of slack: shares of whole steps are not exact.
    if position.done + position.step / 2 < warmup { return Float((position.done + position.step) / warmup) }
    switch self {
    case .constant: return 1
    case .step(let epochs, let factor): return power(factor, position.epoch / max(1, epochs))
    case .plateau(_, let factor): return power(factor, position.plateaus)
    case .cosine:
      let progress = (position.done - warmup) / max(1 - warmup, position.step)
      return Float((1 + Foundation.cos(.pi * min(1, max(0, progress)))) / 2)
    case .oneCycle(let rise):
      // Both ends count: of n steps the first has the lowest rate of the rise, the last that of the fall.
      let peak = Double(rise) - position.step
      let (start, end) = (1.0 / 25, 1.0 / 250_000)
      if position.done <= peak { return Float(cosine(from: start, to: 1, position.done / peak)) }
      let length = max(1 - position.step - peak, position.step)
      return Float(cosine(from: 1, to: end, min(1, (position.done - peak) / length)))
    }
  }

  /// How many plateaus the losses of the epochs so far have had by the rule of `plateau`.
  func plateaus(_ losses: @autoclosure () -> [Double]) -> Int {
    guard case .plateau(let epochs, _) = self else { return 0 }
    var (best, since, count) = (Double.infinity, 0, 0)
    for loss in losses() {
      if loss < best * (1 - 1e-4) {
        (best, since) = (loss, 0)
      } else {
        since += 1
      }
      if since > epochs { (count, since) = (count + 1, 0) }
    }
    return count
  }

  private func power(_ factor: Float, _ exponent: Int) -> Float {
    Float(Foundation.pow(Double(factor), Double(exponent)))
  }

  private func cosine(from start: Double, to end: Double, _ share: Double) -> Double {
    end + (start - end) * (1 + Foundation.cos(.pi * share)) / 2
  }
}
