public import ArgumentParser
public import Fovea

extension PrecisionChoice: ExpressibleByArgument {}

/// How the arithmetic is done.
struct KernelOptions: ParsableArguments {
  @Option(
    help:
      "Precision of training: auto (bf16 on processors with AMX, else f32), f32, bf16 (takes AVX-512; slow unless native) (default: auto)."
  )
  var precision: PrecisionChoice?

  @Flag(help: "Do not measure which algorithm is the fastest for each convolution.")
  var noTuning = false

  /// The numbers asked for here or, where that is silent, in `file`.
  func numbers(_ file: RecipeFile = .empty) -> PrecisionChoice { file.word(precision, "precision") ?? .auto }

  /// The algorithms that `file` says were chosen before.
  func algorithms(_ file: RecipeFile) -> KernelChoices {
    guard case .object(let names) = file.entries["algorithms"]?.value else { return KernelChoices() }
    return KernelChoices(
      algorithms: names.compactMapValues { if case .string(let word) = $0 { word } else { nil } })
  }

  /// Picks algorithms; to be made after the number of threads was set.
  var tuner: Tuner { noTuning ? Tuner() : Tuner(measuringInto: TuningMemory()) }
}
