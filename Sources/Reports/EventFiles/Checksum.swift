/// The checksum of records: CRC-32C, the cyclic code of Castagnoli's polynomial (RFC 3720, appendix B.4).
enum Checksum {
  /// The polynomial 0x1EDC6F41 with its bits in reverse, as bytes are taken from their lowest bit.
  private static let polynomial: UInt32 = 0x82F6_3B78

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? polynomial : 0) }
  }

  static func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { rest, byte in rest >> 8 ^ table[Int((rest ^ UInt32(byte)) & 255)] }
  }

  /// The form in which records store it: turned by 15 bits plus a constant, because the code of bytes that contain
  /// their own code is no good check (TensorFlow, "TFRecords format details").
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let code = crc32c(bytes)
    return (code >> 15 | code << 17) &+ 0xA282_EAD8
  }
}
