import Foundation

/// The learning rate over a run, as a pure function of the progress made.
public enum Schedule: String, Codable, Hashable, Sendable, CaseIterable {
  /// The same rate throughout.
  case constant

  /// From the full rate to zero along half a cosine: η·(1 + cos(π·t)) / 2.
  ///
  /// Loshchilov, Hutter: *SGDR: Stochastic Gradient Descent with Warm Restarts*, arXiv:1608.03983, equation 5
  /// without restarts.
  case cosine

  /// What the base rate is multiplied with at `step` (from 0) of `steps`, after a linear rise over the first
  /// `warmup` steps.
  public func factor(step: Int, steps: Int, warmup: Int = 0) -> Float {
    if step < warmup { return Float(step + 1) / Float(warmup) }
    switch self {
    case .constant: return 1
    case .cosine:
      let progress = Double(step - warmup) / Double(max(1, steps - warmup))
      return Float((1 + Foundation.cos(.pi * min(1, progress))) / 2)
    }
  }
}
