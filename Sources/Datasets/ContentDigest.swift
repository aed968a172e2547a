import Crypto
import Foundation

/// SHA-256 of a file: what it holds, whatever it is called and wherever it lies.
package struct ContentDigest: Hashable, Sendable {
  /// Its 32 bytes as four numbers: 200,000 of them as arrays would take twice the memory.
  private let words: SIMD4<UInt64>

  static let count = 32
  /// That of nothing that was ever read.
  static let none = ContentDigest(words: .zero)

  private init(words: SIMD4<UInt64>) { self.words = words }

  init(_ bytes: some ContiguousBytes) {
    words = bytes.withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      return hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }
  }

  /// Takes up the bytes of one that was written before, at `offset` of `bytes`.
  init(of bytes: UnsafeRawBufferPointer, at offset: Int) {
    words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: words, body)
  }

  /// Its first bytes in hexadecimal.
  func hexadecimal(bytes: Int) -> String {
    withBytes { $0.prefix(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
  }
}
