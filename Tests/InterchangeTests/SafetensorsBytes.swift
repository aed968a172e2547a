import Foundation

@testable import FoveaInterchange

/// The bytes of a file with this header, whatever the header says, and this much data.
func safetensorsBytes(header: String, data: [UInt8] = []) -> [UInt8] {
  safetensorsBytes(header: Array(header.utf8), data: data)
}

/// The bytes of a file with this header, which need not even be text.
func safetensorsBytes(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
}

/// The path of a golden file of this target.
func golden(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)").path
}
