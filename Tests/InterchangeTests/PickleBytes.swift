import Foundation

@testable import FoveaInterchange

/// Pickles written by hand, one instruction after the other.
enum Pickle {
  static let start: [UInt8] = [0x80, 2]
  static let stop: [UInt8] = [0x2e]

  static func text(_ text: String) -> [UInt8] {
    [0x58] + withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { Array($0) } + Array(text.utf8)
  }

  static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

  /// A whole number of eight bytes.
  static func integer(_ value: Int) -> [UInt8] {
    [0x8a, 8] + withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) }
  }

  static func tuple(_ items: [UInt8]...) -> [UInt8] { [0x28] + items.flatMap { $0 } + [0x74] }

  static func integers(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap(integer) + [0x74] }

  static func reduce(_ function: [UInt8], _ arguments: [UInt8]) -> [UInt8] { function + arguments + [0x52] }

  static func dictionary(_ items: [UInt8]...) -> [UInt8] {
    [0x7d, 0x28] + items.flatMap { $0 } + [0x75]
  }

  static func storage(_ type: String = "FloatStorage", key: String = "0", count: Int) -> [UInt8] {
    tuple(text("storage"), global("torch", type), text(key), text("cpu"), integer(count)) + [0x51]
  }

  static func tensor(_ storage: [UInt8], offset: Int = 0, shape: [Int], strides: [Int]) -> [UInt8] {
    reduce(
      global("torch._utils", "_rebuild_tensor_v2"),
      tuple(
        storage, integer(offset), integers(shape), integers(strides), [0x89],
        reduce(global("collections", "OrderedDict"), [0x29])))
  }

  /// A checkpoint of the older form: what comes before the object, the object, its keys, and the numbers.
  static func legacy(_ object: [UInt8], storages: [(key: String, count: Int, bytes: [UInt8])] = []) -> [UInt8]
  {
    let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    var bytes = start + [0x8a, 10] + magic + stop
    bytes += start + [0x4d, 0xe9, 0x03] + stop
    bytes += start + dictionary(text("little_endian"), [0x88]) + stop
    bytes += start + object + stop
    bytes += start + [0x5d, 0x28] + storages.flatMap { text($0.key) } + [0x65] + stop
    for storage in storages {
      bytes += withUnsafeBytes(of: UInt64(storage.count).littleEndian) { Array($0) } + storage.bytes
    }
    return bytes
  }

  /// The four bytes of each number.
  static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }
}

/// The words of the error about a file `w.pth` of these bytes.
func checkpointProblem(_ bytes: [UInt8]) -> String {
  do {
    _ = try WeightsFile(bytes: bytes)
    return "nothing"
  } catch {
    return "\(error.at("w.pth"))"
  }
}
