import Foundation

/// The paths that standard input names, where `-` is among those of the command line.
enum PathList {
  /// `paths` with each `-` replaced by the paths on standard input: one a line, or, where `isNullSeparated`, one before
  /// each NUL, as `find -print0` writes them.
  static func expanded(_ paths: [String], isNullSeparated: Bool) throws -> [String] {
    guard paths.contains("-") else { return paths }
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    let separator = UInt8(ascii: isNullSeparated ? "\0" : "\n")
    let listed = data.split(separator: separator).map { line in
      // Lists from Windows end their lines with two characters.
      let bytes = !isNullSeparated && line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return String(decoding: bytes, as: UTF8.self)
    }.filter { !$0.isEmpty }
    return paths.flatMap { $0 == "-" ? listed : [$0] }
  }
}
