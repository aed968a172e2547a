import FoveaEvaluation
import FoveaFiles
package import FoveaInference

/// Another share of the positive one of two classes, which probabilities are restated for; labels stay as they are.
package struct AssumedPrevalence: Hashable, Sendable {
  private let shift: PrevalenceShift
  private let positive: String

  /// Takes the share that the class had among the images that the model's probabilities were calibrated by.
  ///
  /// - Throws: `EvaluationError` for other than two classes or what is no share, `AbstentionError` where the model does not
  ///   say how frequent its classes were.
  package init(_ prevalence: Double, of bundle: ModelBundle) throws {
    guard let positive = bundle.positiveClass else {
      throw EvaluationError.prevalenceNeedsTwoClasses(prevalence, classes: bundle.classes.count)
    }
    guard prevalence > 0, prevalence < 1 else { throw EvaluationError.prevalence(prevalence) }
    guard let share = bundle.heldOut?.secondShare, share > 0, share < 1 else {
      throw AbstentionError.noShares
    }
    self.positive = positive
    shift = PrevalenceShift(from: bundle.isReversed ? 1 - share : share, to: prevalence)
  }

  /// The item with the probabilities that it has at the prevalence.
  package func restated(_ item: ClassifiedItem) -> ClassifiedItem {
    item.restated(shift, positive: positive)
  }

  /// What a person should know of these numbers.
  package var note: String {
    "--prevalence \(shift.to): probabilities are restated from a share of \(fixed(shift.from * 100, 1)) % of '\(positive)' in validation to \(fixed(shift.to * 100, 2)) %; labels are decided as before, fovea threshold sets another threshold"
  }
}
