import FoveaFiles

/// Weights that another program wrote, read as data: a safetensors file, or a checkpoint of PyTorch in either form.
package struct WeightsFile: Sendable {
  /// What the file is.
  package enum Form: String, Hashable, Sendable {
    case safetensors
    /// A zip file, as PyTorch writes since 1.6.
    case pytorchZip = "pytorch-zip"
    /// Pickles one after the other, and numbers behind them.
    case pytorchLegacy = "pytorch-legacy"
  }

  package let form: Form
  /// The tensors by name.
  package let tensors: [String: StoredTensor]
  /// SHA-256 of the whole file, in hexadecimal.
  package let digest: String

  /// The most bytes that are taken from a checkpoint or an archive unless the caller says otherwise: 1 GiB.
  package static let sizeLimit = 1 << 30

  /// Reads the file at `path`.
  package init(
    contentsOf path: String, sizeLimit: Int = WeightsFile.sizeLimit
  ) throws(InterchangeError) {
    do throws(InterchangeError) {
      try self.init(bytes: WeightsFile.bytes(of: path, sizeLimit: sizeLimit))
    } catch {
      throw error.at(path)
    }
  }

  /// Reads the bytes of a whole file.
  package init(bytes: [UInt8]) throws(InterchangeError) {
    digest = SHA256Digest(bytes).hexadecimal()
    if ZipArchive.matches(bytes) {
      form = .pytorchZip
      tensors = try TorchCheckpoint(zip: bytes).tensors
    } else if TorchCheckpoint.matches(bytes) {
      form = .pytorchLegacy
      tensors = try TorchCheckpoint(legacy: bytes).tensors
    } else if WeightsFile.looksLikeSafetensors(bytes) {
      form = .safetensors
      let file = try SafetensorsFile(bytes: bytes)
      tensors = Dictionary(
        file.tensors.map { ($0.name, StoredTensor($0)) }, uniquingKeysWith: { first, _ in first })
    } else {
      throw InterchangeError(.notWeights)
    }
  }

  /// The bytes of the file at `path`, which must be a regular one of at most `sizeLimit` bytes.
  package static func bytes(
    of path: String, sizeLimit: Int = WeightsFile.sizeLimit
  ) throws(InterchangeError) -> [UInt8] {
    do throws(InterchangeError) {
      let file = try InputFile(path)
      guard file.size <= sizeLimit else {
        throw InterchangeError(.tooLarge(bytes: file.size, limit: sizeLimit))
      }
      return try file.read(file.size)
    } catch {
      throw error.at(path)
    }
  }

  /// The format has no magic number; what it begins with is a length and a brace.
  private static func looksLikeSafetensors(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
  }
}
