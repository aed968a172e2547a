import FoveaImages

/// A zip file as far as it carries other files: stored or deflated, without encryption, under 4 GiB.
///
/// Source: PKWARE's APPNOTE.TXT, 4.3. The directory at the end says what is there, and every claim of it is checked against
/// the file before memory is taken.
package struct ZipArchive {
  /// A file in the archive.
  package struct Member: Hashable, Sendable {
    /// Its path, parts joined by `/`, none of which leads out of the archive.
    package let name: String
    /// How many bytes it has once it is unpacked.
    package let size: Int
    let isDeflated: Bool
    let checksum: UInt32
    let packed: Range<Int>
  }

  /// In the order of the directory, without folders.
  package let members: [Member]
  private let bytes: [UInt8]

  /// Whether `bytes` begin as a zip file that is not empty.
  package static func matches(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }

  /// Reads the directory of an archive; throws where any name in it could lead out of a folder that it is unpacked into.
  package init(_ bytes: [UInt8], sizeLimit: Int = 4 << 30) throws(InterchangeError) {
    self.bytes = bytes
    let reader = ZipReader(bytes: bytes)
    let (count, start, size) = try reader.directory()
    var members: [Member] = []
    var names: Set<String> = []
    var place = start
    for _ in 0..<count {
      guard let header = reader.fields(place, 46, magic: 0x0201_4b50), place + 46 <= start + size else {
        throw .zip(.damaged("an entry of its directory at byte \(place)"))
      }
      let length = header.short(28)
      guard let name = reader.text(place + 46, length) else {
        throw .zip(.damaged("a name in UTF-8 at byte \(place + 46)"))
      }
      place += 46 + length + header.short(30) + header.short(32)
      guard Self.staysInside(name) else { throw .zip(.name(name)) }
      guard names.insert(name).inserted else { throw .zip(.twice(name)) }
      if name.utf8.last == UInt8(ascii: "/") { continue }
      members.append(try Member(name: name, header, reader))
    }
    // Members may lie on the same bytes, so the sum is not bounded by the file.
    let total = members.reduce(0) { $0 + $1.size }
    guard total <= sizeLimit else { throw .zip(.tooLarge(bytes: total, limit: sizeLimit)) }
    self.members = members
  }

  /// Looks at bytes, as a system does: to a `String`, a slash with an accent over it is no slash.
  private static func staysInside(_ name: String) -> Bool {
    let refused = [UInt8(ascii: "\\"), UInt8(ascii: ":"), 0]
    guard !name.isEmpty, !name.utf8.contains(where: refused.contains) else { return false }
    let path = name.utf8.last == UInt8(ascii: "/") ? name.utf8.dropLast() : name.utf8[...]
    return path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
    }
  }

  /// The bytes of a member, whose checksum must be right.
  package func content(of member: Member) throws(InterchangeError) -> [UInt8] {
    let packed = bytes[member.packed]
    let content: [UInt8]
    do throws(ImageError) {
      // One decoder, and its checksum, for both: a gzip file has the same data with another frame around it.
      let data = member.isDeflated ? packed : Self.storedBlocks(packed)[...]
      let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
      content = try gunzipped(
        header + data + Self.bytes(member.checksum) + Self.bytes(UInt32(truncatingIfNeeded: member.size)),
        limit: member.size + 1)
    } catch {
      throw .zip(.content(member.name))
    }
    guard content.count == member.size else { throw .zip(.content(member.name)) }
    return content
  }

  /// The same bytes as deflate writes what it does not pack, RFC 1951, 3.2.4.
  private static func storedBlocks(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var blocks: [UInt8] = []
    blocks.reserveCapacity(bytes.count + bytes.count / 65_535 * 5 + 10)
    var rest = bytes
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      blocks += [rest.isEmpty ? 1 : 0, UInt8(count & 0xff), UInt8(count >> 8)]
      blocks += [UInt8(~count & 0xff), UInt8(~count >> 8)]
      blocks += block
    } while !rest.isEmpty
    return blocks
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

extension ZipArchive.Member {
  /// Reads an entry of the directory, and finds where its data lies.
  fileprivate init(name: String, _ header: ZipReader.Fields, _ reader: ZipReader) throws(InterchangeError) {
    let (flags, method) = (header.short(8), header.short(10))
    guard flags & 1 == 0 else { throw .zip(.encrypted(name)) }
    guard method == 0 || method == 8 else { throw .zip(.method(name, method)) }
    let (packed, size, local) = (header.long(20), header.long(24), header.long(42))
    guard let own = reader.fields(local, 30, magic: 0x0403_4b50) else {
      throw .zip(.damaged("the header of '\(name)' at byte \(local)"))
    }
    let start = local + 30 + own.short(26) + own.short(28)
    guard start + packed <= reader.bytes.count else {
      throw .zip(.damaged("\(packed) bytes of '\(name)' from byte \(start) on"))
    }
    // Deflate packs 258 bytes into two bits at most.
    guard method == 0 ? size == packed : size <= packed * 1032 + 64 else {
      throw .zip(.damaged("a size of '\(name)' that its \(packed) bytes can have"))
    }
    self.init(
      name: name, size: size, isDeflated: method == 8, checksum: UInt32(header.long(16)),
      packed: start..<start + packed)
  }
}

/// The fixed fields of a zip file.
private struct ZipReader {
  let bytes: [UInt8]

  /// The bytes of a header, whose numbers are little-endian.
  struct Fields {
    let bytes: ArraySlice<UInt8>

    func short(_ offset: Int) -> Int {
      let start = bytes.startIndex + offset
      return Int(bytes[start]) | Int(bytes[start + 1]) << 8
    }

    func long(_ offset: Int) -> Int { short(offset) | short(offset + 2) << 16 }
  }

  /// `count` bytes from `place` on that begin with `magic`; nil where they are not there.
  func fields(_ place: Int, _ count: Int, magic: Int) -> Fields? {
    guard place >= 0, place <= bytes.count - count else { return nil }
    let fields = Fields(bytes: bytes[place..<place + count])
    return fields.long(0) == magic ? fields : nil
  }

  func text(_ place: Int, _ count: Int) -> String? {
    guard place <= bytes.count - count else { return nil }
    let text = String(decoding: bytes[place..<place + count], as: UTF8.self)
    return text.utf8.elementsEqual(bytes[place..<place + count]) ? text : nil
  }

  /// What the record at the end says of the directory: how many entries, where, how many bytes.
  func directory() throws(InterchangeError) -> (count: Int, start: Int, size: Int) {
    // Behind the record is a comment of at most 65,535 bytes.
    var place = bytes.count - 22
    while place >= max(0, bytes.count - 22 - 65_535) {
      if let end = fields(place, 22, magic: 0x0605_4b50), place + 22 + end.short(20) == bytes.count {
        let (count, size, start) = (end.short(10), end.long(12), end.long(16))
        guard start + size <= place else { throw .zip(.damaged("its directory at byte \(start)")) }
        return (count, start, size)
      }
      place -= 1
    }
    throw .zip(.cut)
  }
}
