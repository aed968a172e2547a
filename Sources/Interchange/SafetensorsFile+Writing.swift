extension SafetensorsFile {
  /// The file as one array of bytes, the same for the same content.
  package func bytes() throws(InterchangeError) -> [UInt8] {
    var bytes = try head()
    bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + $1.bytes.count })
    for tensor in tensors { bytes += tensor.bytes }
    return bytes
  }

  /// Writes the file to `path`, where either the whole new file appears or what was there stays.
  package func write(to path: String) throws(InterchangeError) {
    do throws(InterchangeError) {
      let head = try head()
      try AtomicFile(path).write { (append) throws(InterchangeError) in
        try append(head)
        for tensor in tensors { try append(tensor.bytes) }
      }
    } catch {
      throw error.at(path)
    }
  }

  /// The length and the header: JSON without white space, metadata first, padded with spaces to 8 bytes.
  ///
  /// Throws where the header would be longer than `limit` bytes, which no reader takes.
  func head(limit: Int = SafetensorsHeader.lengthLimit) throws(InterchangeError) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let entries = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\(Self.quoted(Self.metadataKey)):{\(entries.joined(separator: ","))}")
    }
    var end = 0
    for tensor in tensors {
      let begin = end
      end += tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    guard json.count <= limit else {
      throw InterchangeError(.headerOverLimit(bytes: json.count, limit: limit))
    }
    let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
    return length + json
  }

  /// `text` as JSON, escaped where JSON asks for it and nowhere else, so that class names stay readable.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
