import FoveaFiles

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
    let hash = SHA256Hash()
    func add(_ number: Int) { hash.update(UInt64(number)) }
    func add(_ text: String) {
      add(text.utf8.count)
      hash.update(Array(text.utf8))
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
      hash.update(tensor.bytes)
    }
    return hash.finalize().hexadecimal()
  }
}
