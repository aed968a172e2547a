import Foundation
import FoveaFiles

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
    let head: [UInt8]
    do throws(InterchangeError) {
      head = try self.head()
    } catch {
      throw error.at(path)
    }
    do throws(FileError) {
      let file = try AtomicFile(path)
      try file.write(head)
      for tensor in tensors { try file.write(tensor.bytes) }
      try file.commit()
    } catch {
      throw InterchangeError(.unwritable(code: error.code ?? EIO), path: path)
    }
  }

  /// The length and the header: JSON without white space, metadata first, padded with spaces to 8 bytes.
  ///
  /// Throws where the header would be longer than `limit` bytes, which no reader takes.
  func head(limit: Int = SafetensorsHeader.lengthLimit) throws(InterchangeError) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let entries = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      members.append("\(JSONText.quoted(Self.metadataKey)):{\(entries.joined(separator: ","))}")
    }
    var end = 0
    for tensor in tensors {
      let begin = end
      end += tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(JSONText.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
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
}
