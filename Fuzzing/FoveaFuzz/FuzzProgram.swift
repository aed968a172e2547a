import CFuzzer
import Foundation

/// `FoveaFuzz TARGET OPTIONS…` fuzzes with the options of libFuzzer; `FoveaFuzz --list` names the targets;
/// `FoveaFuzz --seeds FOLDER TARGET` writes what it starts from.
@main enum FuzzProgram {
  /// The target of this process; read for each input, so it is found once.
  static let target: (any FuzzTarget)? = CommandLine.arguments.dropFirst().first
    .flatMap(Reader.init)?.target

  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "--list":
      for reader in Reader.allCases { print(reader.rawValue) }
    case "--seeds" where arguments.count == 4:
      guard let reader = Reader(rawValue: arguments[3]) else { return refuse(arguments[3]) }
      try writeSeeds(of: reader, to: arguments[2])
    case let name:
      guard target != nil else { return refuse(name ?? "nothing") }
      run([arguments[0]] + arguments.dropFirst(2))
    }
  }

  private static func refuse(_ name: String) {
    let names = Reader.allCases.map(\.rawValue).joined(separator: ", ")
    FileHandle.standardError.write(
      Data("FoveaFuzz: unknown target '\(name)'; expected one of \(names)\n".utf8))
    exit(64)
  }

  private static func writeSeeds(of reader: Reader, to folder: String) throws {
    for (index, bytes) in try reader.target.seeds().enumerated() {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/seed-\(index)"))
    }
    // The fuzzer's own form of a dictionary: quoted words, other bytes as \xAB.
    let lines = reader.target.dictionary.map { word in
      let escaped = word.utf8.map { byte in
        let isPlain = (0x20..<0x7f).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        let digits = String(byte, radix: 16)
        return isPlain ? String(UnicodeScalar(byte)) : "\\x" + (digits.count == 1 ? "0" : "") + digits
      }
      return "\"\(escaped.joined())\"\n"
    }
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: folder + ".dict"))
  }

  private static func run(_ arguments: [String]) {
    var count = Int32(arguments.count)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let status = pointers.withUnsafeMutableBufferPointer { buffer in
      var base = buffer.baseAddress
      return withUnsafeMutablePointer(to: &base) { base in
        LLVMFuzzerRunDriver(&count, base) { test($0, $1) }
      }
    }
    exit(status)
  }
}

/// One input.
///
/// The fuzzer's library wants it by this name too, for a main of its own, which this program does not use.
@_cdecl("LLVMFuzzerTestOneInput")
func test(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  FuzzProgram.target?.test(Array(UnsafeBufferPointer(start: bytes, count: size)))
  return 0
}

/// Found by the fuzzer by its name: a mutation of its own, and mostly a repair after it.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: UInt32) -> Int {
  let mutated = LLVMFuzzerMutate(bytes, size, limit)
  guard seed % 8 != 0, let target = FuzzProgram.target else { return mutated }
  var repaired = Array(UnsafeBufferPointer(start: bytes, count: mutated))
  target.repair(&repaired)
  guard repaired.count <= limit else { return mutated }
  for (index, byte) in repaired.enumerated() { bytes[index] = byte }
  return repaired.count
}
