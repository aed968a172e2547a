#if canImport(CryptoKit)
  import CryptoKit
#else
  import CCrypto
#endif

/// SHA-256 of bytes that come one part after the other (FIPS 180-4), by the system's library.
package final class SHA256Hash {
  #if canImport(CryptoKit)
    private var state = CryptoKit.SHA256()
  #else
    // Owned by this object from `init` to `deinit`, and never given away.
    private let context: OpaquePointer
  #endif

  package init() {
    #if !canImport(CryptoKit)
      // Both fail only where memory is exhausted or the library has no SHA-256, which none is built without.
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
        preconditionFailure("libcrypto could not start SHA-256")
      }
      self.context = context
    #endif
  }

  #if !canImport(CryptoKit)
    deinit { EVP_MD_CTX_free(context) }
  #endif

  package func update(_ bytes: UnsafeRawBufferPointer) {
    #if canImport(CryptoKit)
      state.update(bufferPointer: bytes)
    #else
      EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    #endif
  }

  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The bytes of `text` in UTF-8, followed by a zero, so that two texts are not one.
  package func update(terminated text: String) { update(Array(text.utf8) + [0]) }

  /// The bytes of `value`, least significant first.
  package func update(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { update($0) }
  }

  /// The hash of everything so far; the object takes no more after it.
  package func finalize() -> SHA256Digest {
    #if canImport(CryptoKit)
      return state.finalize().withUnsafeBytes { SHA256Digest(of: $0, at: 0) }
    #else
      return withUnsafeTemporaryAllocation(byteCount: SHA256Digest.count, alignment: 1) { digest in
        EVP_DigestFinal_ex(context, digest.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        return SHA256Digest(of: UnsafeRawBufferPointer(digest), at: 0)
      }
    #endif
  }
}
