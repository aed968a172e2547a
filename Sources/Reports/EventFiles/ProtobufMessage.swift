/// A message of Protocol Buffers that is being written: fields one after the other, each a number and a value.
///
/// The encoding is <https://protobuf.dev/programming-guides/encoding>. As proto3 has it, numbers that are zero are
/// left out; a message within is there even if it is empty.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private enum WireType: UInt64 {
    case variable = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  mutating func append(_ field: Int, integer: Int) {
    guard integer != 0 else { return }
    begin(field, .variable)
    // A negative number is that of ten bytes in two's complement.
    append(variable: UInt64(bitPattern: Int64(integer)))
  }

  mutating func append(_ field: Int, double: Double) {
    guard double.bitPattern != 0 else { return }
    begin(field, .eightBytes)
    bytes += bytesOf(double.bitPattern)
  }

  /// A number that is there even if it is zero, as the members of a `oneof` are.
  mutating func append(_ field: Int, float: Float) {
    begin(field, .fourBytes)
    bytes += bytesOf(float.bitPattern)
  }

  mutating func append(_ field: Int, bytes content: some Collection<UInt8>) {
    begin(field, .counted)
    append(variable: UInt64(content.count))
    bytes += content
  }

  mutating func append(_ field: Int, text: String) { append(field, bytes: Array(text.utf8)) }

  mutating func append(_ field: Int, message: ProtobufMessage) { append(field, bytes: message.bytes) }

  private mutating func begin(_ field: Int, _ type: WireType) {
    append(variable: UInt64(field) << 3 | type.rawValue)
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private mutating func append(variable: UInt64) {
    var rest = variable
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The bytes of `value`, the lowest first.
func bytesOf(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
