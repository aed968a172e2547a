package import Foundation

/// A SHA-256 hash: what bytes are known by, whatever they are called and wherever they lie.
package struct SHA256Digest: Hashable, Sendable {
  /// Its 32 bytes as four numbers: 200,000 of them as arrays would take twice the memory.
  private let words: SIMD4<UInt64>

  /// Bytes of one.
  package static let count = 32
  /// That of nothing that was ever read.
  package static let none = SHA256Digest(words: .zero)

  private init(words: SIMD4<UInt64>) { self.words = words }

  /// The hash of `bytes`.
  package init(_ bytes: some ContiguousBytes) {
    let hash = SHA256Hash()
    bytes.withUnsafeBytes { hash.update($0) }
    self = hash.finalize()
  }

  /// Takes up the bytes of one that was written before, at `offset` of `bytes`, which has 32 there.
  package init(of bytes: UnsafeRawBufferPointer, at offset: Int) {
    words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
  }

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: words, body)
  }

  /// Its first bytes, all of them by default, in hexadecimal.
  package func hexadecimal(bytes: Int = SHA256Digest.count) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return withBytes { all in
      String(
        decoding: all.prefix(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }
}
