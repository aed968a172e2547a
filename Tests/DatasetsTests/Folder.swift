import Foundation
import FoveaImages

@testable import FoveaDatasets

/// A temporary folder that is gone, with what is in it, when the last reference to it is.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "fovea-datasets-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    // Folders that a test has locked are opened again.
    for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init() {
      chmod(path + "/" + name, 0o755)
    }
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> String { path + "/" + name }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try makeFolder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a PNG of one colour; equal values give equal bytes.
  func image(_ name: String, gray: Int = 0, width: Int = 2, height: Int = 2) throws {
    try write(Folder.png(gray, width: width, height: height), to: name)
  }

  static func png(_ gray: Int, width: Int = 2, height: Int = 2) throws -> [UInt8] {
    // The number is spread over the pixels, so that thousands of different pictures can be made.
    let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: gray >> (8 * ($0 % 4))) }
    return try Image(width: width, height: height, channels: 1, pixels: pixels).pngBytes()
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: target)
  }

  /// What a path is called below this folder.
  func relative(_ name: String) -> String {
    name.hasPrefix(path + "/") ? String(name.dropFirst(path.count + 1)) : name
  }

  func relative(_ samples: [Sample]) -> [String] { samples.map { relative($0.name) } }
}

/// The words of the error that `body` throws, nil where it throws none.
func words(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

/// The error that opening `path` gives.
func openingError(_ path: String) -> String? { words { _ = try LabeledData(path: path) } }
