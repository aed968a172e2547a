import Foundation

/// Where tests find files.
package enum TestPaths {
  /// The root of the checkout.
  package static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The folder of shared data beside the checkout, where there is one.
  package static let shared: String? = {
    let path = URL(fileURLWithPath: package).deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// A file of the golden values or fixtures of a test target.
  package static func file(_ target: String, _ name: String) -> String {
    "\(package)/Tests/\(target)/\(name)"
  }

  /// Calls `body` with a new folder that is removed afterwards.
  package static func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("fovea-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
