public import FoveaNetworks

/// Weights as files that every framework reads: tensors by name in the safetensors format.
///
/// Source: <https://github.com/huggingface/safetensors#format>.
public enum Safetensors {
  /// Every tensor of a file, by name; F16, BF16 and F64 become single precision.
  ///
  /// - Throws: `InterchangeError` for a file that is damaged, too large, or holds tensors of whole numbers.
  public static func read(_ path: String) throws(InterchangeError) -> [String: Tensor] {
    let file = try SafetensorsFile(contentsOf: path)
    var tensors: [String: Tensor] = [:]
    for stored in file.tensors {
      do {
        tensors[stored.name] = try stored.tensor()
      } catch {
        throw error.at(path)
      }
    }
    return tensors
  }

  /// Writes tensors in single precision, bit for bit; the whole new file appears, or what was there stays.
  ///
  /// - Parameter metadata: text by key that the file carries beside them.
  public static func write(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
  ) throws(InterchangeError) {
    let stored = tensors.map { SafetensorsTensor(name: $0.key, $0.value) }
    try SafetensorsFile(tensors: stored, metadata: metadata).write(to: path)
  }
}
