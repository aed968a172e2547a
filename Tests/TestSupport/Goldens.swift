import Foundation

/// Reads the golden file `Goldens/<name>` beside the test file that asks.
package func golden<Value: Decodable>(
  _ type: Value.Type, _ name: String, testFile: String = #filePath
) throws -> Value {
  let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
  let data = try Data(contentsOf: folder.appendingPathComponent("Goldens/\(name)"))
  return try JSONDecoder().decode(type, from: data)
}
