import Foundation

/// What the event files of a folder hold, as TensorBoard shows it: a start voids what earlier files say of its step and of
/// later ones.
package struct EventReader {
  /// By tag, the values with their steps.
  package private(set) var scalars: [String: [(step: Int, value: Float)]] = [:]
  /// By tag, the PNG files with their steps and the size that the event names.
  package private(set) var pictures: [String: [(step: Int, width: Int, height: Int, png: [UInt8])]] = [:]

  package init(folder: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))[...]
      // Length of 8 bytes, its checksum of 4, the message, its checksum of 4.
      while bytes.count >= 16 {
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        // A process that is killed may leave a part of a record at the end.
        guard bytes.count >= 16 + length else { break }
        bytes = bytes.dropFirst(12)
        read(Message(bytes.prefix(length)))
        bytes = bytes.dropFirst(length + 4)
      }
    }
  }

  private mutating func read(_ event: Message) {
    let step = event.integers[2]?.first ?? 0
    if let session = event.texts[7]?.first, Message(session).integers[1]?.first == 1 {
      scalars = scalars.mapValues { $0.filter { $0.step < step } }
      pictures = pictures.mapValues { $0.filter { $0.step < step } }
    }
    for summary in event.texts[5] ?? [] {
      for value in Message(summary).texts[1] ?? [] {
        let value = Message(value)
        let tag = String(decoding: value.texts[1]?.first ?? [], as: UTF8.self)
        if let scalar = value.floats[2]?.first { scalars[tag, default: []].append((step, scalar)) }
        if let picture = value.texts[4]?.first.map({ Message($0) }), let png = picture.texts[4]?.first {
          pictures[tag, default: []].append(
            (step, picture.integers[2]?.first ?? 0, picture.integers[1]?.first ?? 0, Array(png)))
        }
      }
    }
  }

  /// The fields of a message of Protocol Buffers, by number.
  private struct Message {
    var integers: [Int: [Int]] = [:]
    var floats: [Int: [Float]] = [:]
    var texts: [Int: [ArraySlice<UInt8>]] = [:]

    init(_ bytes: ArraySlice<UInt8>) {
      var bytes = bytes
      func integer() -> Int {
        var (value, shift) = (0, 0)
        while let byte = bytes.popFirst() {
          value |= Int(byte & 0x7F) << shift
          shift += 7
          if byte < 0x80 { break }
        }
        return value
      }
      while !bytes.isEmpty {
        let key = integer()
        switch key & 7 {
        case 0: integers[key >> 3, default: []].append(integer())
        case 1: bytes = bytes.dropFirst(8)
        case 2:
          let length = integer()
          texts[key >> 3, default: []].append(bytes.prefix(length))
          bytes = bytes.dropFirst(length)
        default:
          let bits = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
          floats[key >> 3, default: []].append(Float(bitPattern: bits))
          bytes = bytes.dropFirst(4)
        }
      }
    }
  }
}
