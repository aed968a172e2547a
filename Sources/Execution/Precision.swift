/// The numbers that convolutions and matrix products are computed with.
///
/// Weights are kept, losses and running statistics computed in single precision whatever this says.
package enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
  case float32 = "f32"
  /// 8 bits of exponent, 7 of mantissa. Kalamkar et al.: *A Study of BFLOAT16 for Deep Learning Training*,
  /// arXiv:1905.12322.
  case bfloat16 = "bf16"

  /// Whether kernels for it run here, be it that they emulate the instructions that this processor lacks.
  ///
  /// Emulation is slower than single precision, so it is for those who ask: tests, and the reproduction of a run.
  package var isSupported: Bool {
    switch self {
    case .float32: true
    case .bfloat16: ProcessorLevel.current >= .avx512
    }
  }

  /// What networks are trained with unless somebody asks: bfloat16 where it is as accurate and the faster one, which was
  /// shown with AMX (`Docs/Performance.md`); else single precision.
  package static var automatic: Precision { ProcessorLevel.current >= .amx ? .bfloat16 : .float32 }
}
