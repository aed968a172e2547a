package import FoveaExecution

/// The numbers that convolutions and matrix products are computed with while training.
public enum PrecisionChoice: String, Hashable, Sendable, Codable, CaseIterable {
  /// bfloat16 where it is as accurate and faster, which is on processors with AMX; else single precision.
  case auto
  /// Single precision.
  case f32
  /// bfloat16 with weights in single precision; slow unless the processor has it.
  case bf16

  package var precision: Precision {
    switch self {
    case .auto: .automatic
    case .f32: .float32
    case .bf16: .bfloat16
    }
  }
}
