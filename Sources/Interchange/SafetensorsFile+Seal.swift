import Crypto

extension SafetensorsFile {
  /// The metadata key of the seal: the SHA-256 of everything else, in hexadecimal.
  package static let sealKey = "sha256"

  /// The same content with its checksum added, so that a changed byte anywhere is found when it is read.
  ///
  /// The rules of the format do not see a digit changed inside the metadata or a bit in a weight; the seal does.
  package func sealed() throws(InterchangeError) -> SafetensorsFile {
    var metadata = metadata
    metadata[Self.sealKey] = checksum()
    return try SafetensorsFile(tensors: tensors, metadata: metadata)
  }

  /// Throws where the content has no seal, or is not what was sealed.
  package func checkSeal(path: String? = nil) throws(InterchangeError) {
    guard let expected = metadata[Self.sealKey] else { throw InterchangeError(.unsealed, path: path) }
    let received = checksum()
    guard expected == received else {
      throw InterchangeError(.sealBroken(expected: expected, received: received), path: path)
    }
  }

  /// The SHA-256 of the metadata without the seal, by key, and of the tensors in their order.
  ///
  /// It is of the content, not of the bytes of the file: a tool that rewrites the header keeps the seal whole.
  /// Each text is preceded by its length, so that no two contents make the same input.
  private func checksum() -> String {
    var hash = SHA256()
    func add(_ number: Int) {
      withUnsafeBytes(of: UInt64(number).littleEndian) { hash.update(bufferPointer: $0) }
    }
    func add(_ text: String) {
      add(text.utf8.count)
      hash.update(data: Array(text.utf8))
    }
    let entries = metadata.filter { $0.key != Self.sealKey }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    add(entries.count)
    for (key, value) in entries {
      add(key)
      add(value)
    }
    add(tensors.count)
    for tensor in tensors {
      add(tensor.name)
      add(tensor.type.rawValue)
      add(tensor.shape.count)
      for dimension in tensor.shape { add(dimension) }
      hash.update(data: tensor.bytes)
    }
    let digits = Array("0123456789abcdef".utf8)
    let hexadecimal = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hexadecimal, as: UTF8.self)
  }
}
