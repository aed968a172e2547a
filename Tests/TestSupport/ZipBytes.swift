/// Zip files written by hand, of members as they are.
package enum ZipBytes {
  /// An archive of these members, each of which claims to be packed by `method` and to have `flags`.
  package static func archive(
    _ members: [(name: String, content: [UInt8])], method: UInt16 = 0, flags: UInt16 = 0
  ) -> [UInt8] {
    var (data, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in members {
      let size = little(UInt32(content.count))
      let fields =
        little(flags) + little(method) + [0, 0, 0, 0] + little(checksum(content)) + size + size
        + little(UInt16(name.utf8.count)) + [0, 0]
      directory += [0x50, 0x4b, 1, 2, 20, 0, 20, 0] + fields + [UInt8](repeating: 0, count: 10)
      directory += little(UInt32(data.count)) + Array(name.utf8)
      data += [0x50, 0x4b, 3, 4, 20, 0] + fields + Array(name.utf8) + content
    }
    let count = little(UInt16(members.count))
    return data + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count
      + little(UInt32(directory.count)) + little(UInt32(data.count)) + [0, 0]
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }

  /// CRC-32, ISO 3309.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
  }
}
