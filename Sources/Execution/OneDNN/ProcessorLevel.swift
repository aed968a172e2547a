import CProcessor

/// What a processor has for the arithmetic of networks; each level contains those before it.
///
/// oneDNN's kernels and the loops of this project follow the one value `current`.
package enum ProcessorLevel: Int32, Sendable, CaseIterable, Comparable {
  case baseline, sse41, avx, avx2, avx512
  /// Products and conversions of bfloat16 in vectors.
  case avx512BFloat16
  /// Products of matrices of bfloat16.
  case amx

  /// That of this process: the hardware's, or the cap of `ONEDNN_MAX_CPU_ISA` (`DNNL_MAX_CPU_ISA`) where it is lower.
  package static let current = ProcessorLevel(raw: fovea_processor_level())

  /// That of the hardware.
  package static let hardware = ProcessorLevel(raw: fovea_hardware_level())

  private init(raw: fovea_level) { self = ProcessorLevel(rawValue: Int32(raw.rawValue)) ?? .baseline }

  /// The word for it in names of files and in `Scripts/test`.
  package var word: String {
    switch self {
    case .baseline: "baseline"
    case .sse41: "sse41"
    case .avx: "avx"
    case .avx2: "avx2"
    case .avx512: "avx512"
    case .avx512BFloat16: "avx512-bf16"
    case .amx: "amx"
    }
  }

  package static func < (left: ProcessorLevel, right: ProcessorLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}
