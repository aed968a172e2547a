import ArgumentParser
import Fovea

/// The words of `--precision`.
enum PrecisionChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, f32, bf16

  var precision: Precision {
    switch self {
    case .auto: .automatic
    case .f32: .float32
    case .bf16: .bfloat16
    }
  }
}

/// How the arithmetic is done.
struct KernelOptions: ParsableArguments {
  @Option(
    help:
      "Numbers to train with: auto (bf16 on processors with AMX, else f32), f32, bf16 (takes AVX-512; slow unless native) (default: auto)."
  )
  var precision: PrecisionChoice?

  @Flag(help: "Do not measure which algorithm is the fastest for each convolution.")
  var noTuning = false

  /// The numbers asked for here or, where that is silent, in `file`.
  func numbers(_ file: RecipeFile = .empty) -> PrecisionChoice { file.word(precision, "precision") ?? .auto }

  /// Picks algorithms, those of `file` first; to be made after the number of threads was set.
  func tuner(_ file: RecipeFile = .empty) -> Tuner {
    var choices = KernelChoices()
    if case .object(let names) = file.entries["algorithms"]?.value {
      choices = KernelChoices(
        algorithms: names.compactMapValues { if case .string(let word) = $0 { word } else { nil } })
    }
    return noTuning ? Tuner(fixed: choices) : Tuner(measuringInto: TuningMemory(), choices: choices)
  }
}
