import ArgumentParser
import Fovea

/// Images of a generator that join the training part.
struct SyntheticOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add images of this generator, trained with --conditional, to the training part alone.",
      valueName: "run"))
  var synthetic: String?

  @Option(
    help: "Share of the training images of each class that are generated, 0 < share ≤ 0.9 (default: 0.3).")
  var syntheticShare: Double?

  @Flag(
    help:
      "Also train without them, and compare both on the held-out part by paired tests (compare.html in the run folder)."
  )
  var syntheticCompare = false

  func validate() throws {
    if let syntheticShare {
      guard synthetic != nil else {
        throw ValidationError("--synthetic-share: takes --synthetic, received none")
      }
      guard syntheticShare > 0, syntheticShare <= 0.9 else {
        throw ValidationError(
          "--synthetic-share: expected a share above 0 and at most 0.9, received \(syntheticShare)")
      }
    }
    if syntheticCompare, synthetic == nil {
      throw ValidationError("--synthetic-compare: takes --synthetic, received none")
    }
  }

  /// What was asked for; nil for none.
  var images: SyntheticImages? {
    synthetic.map {
      SyntheticImages(generator: $0, share: syntheticShare ?? 0.3, isCompared: syntheticCompare)
    }
  }
}
