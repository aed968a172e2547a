import TestSupport
import Testing

@testable import FoveaInterchange

@Suite("A zip file")
struct ZipArchiveTests {
  private static func problem(_ bytes: [UInt8]) -> String {
    do {
      let archive = try ZipArchive(bytes)
      for member in archive.members { _ = try archive.content(of: member) }
      return "nothing"
    } catch {
      return "\(error.at("p.whl"))"
    }
  }

  private static let undamaged = "use an undamaged copy of the file"

  @Test("gives its members, also one that is longer than a block of deflate")
  func members() throws {
    let long = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * $0) }
    let archive = try ZipArchive(
      ZipBytes.archive([("a/b.txt", [1, 2]), ("a/", []), ("empty", []), ("long", long)]))
    #expect(archive.members.map(\.name) == ["a/b.txt", "empty", "long"])
    #expect(try archive.members.map { try archive.content(of: $0) } == [[1, 2], [], long])
  }

  @Test(
    "whose names lead out of it is refused",
    arguments: [
      "../x", "a/../../x", "/etc/x", "a//b", "a\\..\\b", "C:x", "..", ".", "a/./b", "",
      // An accent over the slash, and one over the backslash: no slash to a String, one to a system.
      "../\u{301}x", "a\\\u{301}b",
    ])
  func names(_ name: String) {
    #expect(
      Self.problem(ZipBytes.archive([("fine", []), (name, [1])]))
        == "p.whl: the name '\(name)' in the zip file leads out of it, which is refused; get the file from another source"
    )
  }

  @Test("that is damaged or wants what is not supported says so")
  func damaged() {
    let good = ZipBytes.archive([("data", [1, 2, 3, 4])])
    #expect(Self.problem(good) == "nothing")
    var changed = good
    changed[36] ^= 1
    #expect(
      Self.problem(changed)
        == "p.whl: 'data' in the zip file is damaged: its checksum is wrong; \(Self.undamaged)")
    for length in 4..<good.count {
      #expect(
        Self.problem(Array(good.prefix(length)))
          == "p.whl: the zip file is cut short: expected a directory at its end; copy the file again")
    }
    #expect(
      Self.problem(ZipBytes.archive([("a", [1]), ("a", [2])]))
        == "p.whl: the zip file has 'a' twice, expected each name once; get the file from another source")
    #expect(
      Self.problem(ZipBytes.archive([("a", [1])], flags: 1))
        == "p.whl: 'a' in the zip file is encrypted, which is not supported; decrypt it first")
    #expect(
      Self.problem(ZipBytes.archive([("a", [1])], method: 12))
        == "p.whl: 'a' in the zip file is packed by method 12: expected 0 (stored) or 8 (deflate); pack it again"
    )
    let error = #expect(throws: InterchangeError.self) { try ZipArchive(good, sizeLimit: 3) }
    #expect(
      error?.at("p.whl").description
        == "p.whl: the zip file unpacks to 4 bytes, expected at most 3; check that this is the file you meant"
    )
    #expect(
      checkpointProblem(good)
        == "w.pth: expected a checkpoint of PyTorch with one data.pkl, received a zip file without; name the file that torch.save wrote"
    )
  }

  @Test("that claims more than its bytes can be is refused before memory is taken")
  func claims() {
    var bytes = ZipBytes.archive([("data", [1, 2, 3, 4])], method: 8)
    let directory = 38
    // The size when it is unpacked: 2^31 bytes of four.
    bytes.replaceSubrange(directory + 24..<directory + 28, with: [0, 0, 0, 0x80])
    #expect(
      Self.problem(bytes)
        == "p.whl: the zip file is damaged: expected a size of 'data' that its 4 bytes can have; \(Self.undamaged)"
    )
  }
}
