extension String {
  /// The same with spaces that do not break between a number and its percent sign, and within an interval such as
  /// `95.20 to 97.48 %`.
  var unbroken: String {
    let bytes = Array(utf8)
    guard bytes.contains(0x20) else { return self }
    var isJoined = [Bool](repeating: false, count: bytes.count)
    func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }
    func isDigit(_ index: Int) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte(index)) }
    /// Whether a number begins here, with a sign or without.
    func isNumber(_ index: Int) -> Bool {
      isDigit(index)
        || ([UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")].contains(byte(index))
          && isDigit(index + 1))
    }
    for index in bytes.indices where bytes[index] == 0x20 {
      if isDigit(index - 1), byte(index + 1) == UInt8(ascii: "%") { isJoined[index] = true }
      let isAfterNumber = isDigit(index - 1) || byte(index - 1) == UInt8(ascii: "%")
      if isAfterNumber, byte(index + 1) == UInt8(ascii: "t"), byte(index + 2) == UInt8(ascii: "o"),
        byte(index + 3) == 0x20, isNumber(index + 4)
      {
        isJoined[index] = true
        isJoined[index + 3] = true
      }
    }
    guard isJoined.contains(true) else { return self }
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count + 8)
    for (byte, isJoined) in zip(bytes, isJoined) { joined += isJoined ? [0xC2, 0xA0] : [byte] }
    return String(decoding: joined, as: UTF8.self)
  }
}
