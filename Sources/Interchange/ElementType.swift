/// The element types of a safetensors file that Fovea carries, by their names in the file.
///
/// Types of less than a byte (`F4`, `F6_…`) and complex numbers are refused by name.
package enum ElementType: String, Hashable, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .bool, .uint8, .int8, .float8E5M2, .float8E4M3: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether its numbers become `Float` without losing what they are.
  package var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    case .bool, .uint8, .int8, .float8E5M2, .float8E4M3, .int16, .uint16, .int32, .uint32, .int64, .uint64:
      false
    }
  }

  /// Place among the types, by which the reference implementation orders the tensors of a file.
  ///
  /// Wider types have higher places, so that descending order keeps every tensor aligned to its own elements.
  var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
