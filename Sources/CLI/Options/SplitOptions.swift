import ArgumentParser
import Fovea

/// How data is divided into the part that is learned from and those that choose and score.
struct SplitOptions: ParsableArguments {
  @Option(
    help:
      "Share of the training images held out for validation where the data has no own part; with --folds of the other folds (default: 0.1, at most 3000 images)."
  )
  var valSplit: Double?

  @Option(help: "Share of the images held out for the test where the data has no own part (default: none).")
  var testSplit: Double?

  @Option(
    help:
      "Divide into this many folds and train a model for each, scored on the fold that it did not see; --minutes is for all of them."
  )
  var folds: Int?

  @Option(help: "Train on all folds but this one, from 1, and hold it out for validation.")
  var fold: Int?

  @Option(
    help:
      "Regular expression for paths: images whose first parentheses match the same text are one group and stay on one side."
  )
  var groupPattern: String?

  @Flag(
    help:
      "Skip the search for damaged files and near-duplicates before training; data leakage between the parts then goes unseen."
  )
  var noCheck = false

  /// These settings and, where they are silent, those of `file`.
  func settings(_ file: RecipeFile = .empty) throws -> SplitSettings {
    // An option of the one kind puts the other kind aside that the file has.
    let valSplit = (folds == nil ? file : .empty).number(valSplit, "val_split")
    let testSplit = file.number(testSplit, "test_split")
    for share in [valSplit, testSplit] {
      if let share, !(share.value >= 0 && share.value <= 0.9) {
        throw ValidationError("\(share.name): expected a share from 0 to 0.9, received \(share.value)")
      }
    }
    let foldFile = self.valSplit == nil || self.folds != nil ? file : .empty
    let folds = foldFile.wholeNumber(folds, "folds")
    let fold = foldFile.wholeNumber(fold, "fold")
    if let folds, folds.value < 2 {
      throw ValidationError("\(folds.name): expected at least 2, received \(folds.value)")
    }
    if let fold {
      guard let folds else {
        throw ValidationError(
          "\(fold.name): it is one of --folds, which is missing; --folds 5 --fold 1 holds out the first of 5")
      }
      guard (1...folds.value).contains(fold.value) else {
        throw ValidationError("\(fold.name): expected 1 to \(folds.value), received \(fold.value)")
      }
    }
    if fold != nil, let valSplit {
      throw ValidationError("\(valSplit.name): --fold says already what is held out")
    }
    return SplitSettings(
      validation: valSplit?.value, test: testSplit?.value, folds: folds?.value, fold: fold?.value,
      groupPattern: file.text(groupPattern, "group_pattern")?.value,
      isChecked: !file.flag(noCheck ? true : nil, "no_check"))
  }

  func validate() throws { if fold == nil || folds != nil { _ = try settings() } }
}
