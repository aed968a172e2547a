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
  @Option(help: "Numbers to compute with: auto (f32), f32, bf16 (on processors that have it natively).")
  var precision = PrecisionChoice.auto

  @Flag(help: "Do not measure which algorithm is the fastest for each convolution.")
  var noTuning = false

  /// Picks algorithms; to be made after the number of threads was set.
  var tuner: Tuner {
    noTuning ? Tuner(fixed: KernelChoices()) : Tuner(measuringInto: TuningMemory())
  }
}
