/// CRC-32 of PNG and gzip: ISO 3309, polynomial 0xEDB88320.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(~UInt32(0)) { Checksums.table[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
}

private enum Checksums {
  static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }
}

extension FixedWidthInteger {
  /// The first byte in memory is the highest, as in PNG, IDX and EXIF of Motorola's order.
  var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}

/// A gzip file (RFC 1952) of one stored block.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  let count = UInt16(bytes.count)
  return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1] + count.littleEndianBytes + (~count).littleEndianBytes
    + bytes + crc32(bytes).littleEndianBytes + UInt32(bytes.count).littleEndianBytes
}
