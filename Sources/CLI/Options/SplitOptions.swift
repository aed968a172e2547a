import ArgumentParser
import Fovea

/// How data is divided into the part that is learned from and those that choose and score.
struct SplitOptions: ParsableArguments {
  @Option(
    help:
      "Share of the training images held out for validation where the data has no own part (default: 0.1, at most 3000 images)."
  )
  var valSplit: Double?

  @Option(help: "Share of the images held out for the test where the data has no own part (default: none).")
  var testSplit: Double?

  @Option(help: "Divide into this many folds instead, and hold out the one of --fold for validation.")
  var folds: Int?

  @Option(help: "The fold that is held out, from 1.")
  var fold: Int?

  @Option(
    help:
      "Regular expression for paths: images whose first parentheses match the same text are one group and stay on one side."
  )
  var groupPattern: String?

  @Flag(
    help:
      "Do not look for damaged files and copies before training; near copies may then come to lie on both sides."
  )
  var noCheck = false

  func validate() throws {
    for (name, share) in [("--val-split", valSplit), ("--test-split", testSplit)] {
      if let share, !(share >= 0 && share <= 0.9) {
        throw ValidationError("\(name): expected a share from 0 to 0.9, received \(share)")
      }
    }
    if let folds, folds < 2 { throw ValidationError("--folds: expected at least 2, received \(folds)") }
    if (folds == nil) != (fold == nil) {
      throw ValidationError("--folds and --fold belong together: --folds 5 --fold 1 holds out the first of 5")
    }
    if let folds, let fold, !(1...folds).contains(fold) {
      throw ValidationError("--fold: expected 1 to \(folds), received \(fold)")
    }
    if folds != nil, valSplit != nil {
      throw ValidationError("--val-split: --folds says already what is held out")
    }
  }

  /// The fold that is held out, nil where a share is.
  var heldFold: Fold? {
    guard let folds, let fold else { return nil }
    return Fold(fold, of: folds)
  }
}
