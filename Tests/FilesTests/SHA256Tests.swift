import FoveaFiles
import Testing

/// The examples of FIPS 180-4 and NIST's list of test vectors.
@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "of texts",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func texts(text: String, hash: String) {
    #expect(SHA256Digest(Array(text.utf8)).hexadecimal() == hash)
    #expect(SHA256Digest(Array(text.utf8)).hexadecimal(bytes: 3) == String(hash.prefix(6)))
  }

  @Test("of a million letters that come in parts of other sizes")
  func parts() {
    let hash = SHA256Hash()
    var left = 1_000_000
    var size = 1
    while left > 0 {
      hash.update([UInt8](repeating: UInt8(ascii: "a"), count: min(size, left)))
      left -= size
      size = size % 977 + 1
    }
    #expect(
      hash.finalize().hexadecimal() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("numbers go in with their least significant byte first, texts with a zero")
  func values() {
    let (numbers, bytes) = (SHA256Hash(), SHA256Hash())
    numbers.update(UInt32(0x0102_0304))
    numbers.update(terminated: "é")
    bytes.update([4, 3, 2, 1, 0xC3, 0xA9, 0])
    #expect(numbers.finalize() == bytes.finalize())
  }
}
