/// How much a validation part of some size can tell apart.
///
/// Whoever chooses an epoch, a rate or a model by its accuracy on `samples` images chooses among differences that are
/// smaller than the interval of that accuracy by chance.
public struct ValidationSize: Hashable, Sendable {
  /// Images of the validation part.
  public let samples: Int

  /// The accuracy that the interval is shown for: one that many data sets allow, and not the easiest case.
  private static let accuracy = 0.8
  /// From here on choices are mostly noise: ±5 points.
  private static let widest = 0.1

  /// Judges a validation part of so many images.
  public init(samples: Int) { self.samples = samples }

  /// Wilson's 95 % interval of the accuracy that is nearest to 80 % on so many images; nil without any.
  public var interval: ConfidenceInterval? {
    guard samples > 0 else { return nil }
    return .wilson(successes: successes, trials: samples)
  }

  /// Right ones of so many images at an accuracy of 80 %, or as near to it as whole images are.
  private var successes: Int { Int((Double(samples) * ValidationSize.accuracy).rounded()) }

  /// Whether the interval is wider than ten points of accuracy, as it is for fewer than about 250 images.
  public var isTooSmall: Bool {
    guard let interval else { return true }
    return interval.high - interval.low > ValidationSize.widest
  }

  /// What a person should know before choosing by it, or reading it; nil where it is large enough.
  ///
  /// - Parameter choice: what is chosen, such as `epochs`; nil where nothing is.
  public func advice(choosing choice: String?) -> String? {
    guard isTooSmall else { return nil }
    guard let interval else {
      return choice.map {
        "no image is held out for validation: nothing chooses among \($0), and the last is kept"
      }
    }
    let shown = Int((Double(successes) / Double(samples) * 100).rounded())
    let range = "\(Int((interval.low * 100).rounded())) to \(Int((interval.high * 100).rounded())) %"
    let blur = choice.map { ", and \($0) that differ by less cannot be told apart by it" } ?? ""
    return
      "the validation part has only \(samples) image\(samples == 1 ? "" : "s"): where it says \(shown) %, the truth may be \(range)\(blur); hold out more, or use --folds"
  }
}
