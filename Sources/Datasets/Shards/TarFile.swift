import Foundation

/// Reads the members of a tar file one after the other, as a stream; ustar, GNU and pax names.
///
/// POSIX.1-2017, pax, *ustar Interchange Format*; only regular files are given.
struct TarReader {
  /// A regular file in the archive.
  struct Member: Hashable {
    let name: String
    /// Where its content begins, in bytes from the start of the archive.
    let offset: Int
    let size: Int
  }

  /// Why reading ended before the archive did.
  enum Ending: Hashable {
    case whole
    /// The last member, or the header at this offset, is not all there.
    case cut(at: Int)
    case damaged(at: Int)
  }

  private static let block = 512
  /// Names and pax headers that are longer are no names.
  private static let longestName = 1 << 16

  /// Lists the archive at `path` without reading contents.
  static func members(of path: String) throws(DataError) -> (members: [Member], ending: Ending) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    let total = Int(status.st_size)
    var members: [Member] = []
    var (position, longName): (Int, String?) = (0, nil)
    while position + block <= total {
      guard let header = read(descriptor, at: position, count: block) else {
        return (members, .cut(at: position))
      }
      if header.allSatisfy({ $0 == 0 }) { return (members, .whole) }
      guard let entry = Entry(header) else { return (members, .damaged(at: position)) }
      let content = position + block
      guard entry.size <= total - content else { return (members, .cut(at: position)) }
      switch entry.kind {
      case "L", "x":
        guard entry.size <= longestName, let bytes = read(descriptor, at: content, count: entry.size) else {
          return (members, .damaged(at: position))
        }
        longName = entry.kind == "L" ? Entry.text(bytes[...]) : Entry.paxPath(bytes) ?? longName
      case "0", "\0":
        members.append(Member(name: longName ?? entry.name, offset: content, size: entry.size))
        longName = nil
      default: longName = nil
      }
      position = content + (entry.size + block - 1) / block * block
    }
    // Without its two empty blocks at the end the archive was cut, though maybe between members.
    return (members, .cut(at: min(position, total)))
  }

  private static func read(_ descriptor: Int32, at position: Int, count: Int) -> [UInt8]? {
    TarReader.bytes(descriptor, at: position, count: count)
  }

  /// `count` bytes from `position` on; nil where they are not there.
  static func bytes(_ descriptor: Int32, at position: Int, count: Int) -> [UInt8]? {
    var done = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while done < count {
        let step = pread(
          descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(position + done))
        if step < 0, errno == EINTR { continue }
        guard step > 0 else { break }
        done += step
      }
      initialized = done
    }
    return done == count ? bytes : nil
  }

  /// A header block whose checksum is right.
  private struct Entry {
    let name: String
    let size: Int
    let kind: Character

    init?(_ header: [UInt8]) {
      guard let sum = Entry.octal(header[148..<156]) else { return nil }
      let real = header.enumerated().reduce(0) {
        $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
      }
      guard sum == real, let size = Entry.number(header[124..<136]) else { return nil }
      self.size = size
      kind = Character(UnicodeScalar(header[156]))
      let prefix = header[257..<262].elementsEqual("ustar".utf8) ? Entry.text(header[345..<500]) : ""
      let name = Entry.text(header[0..<100])
      self.name = prefix.isEmpty ? name : prefix + "/" + name
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func octal(_ bytes: ArraySlice<UInt8>) -> Int? {
      let digits = text(bytes).trimmingCharacters(in: .whitespaces)
      return digits.isEmpty ? nil : Int(digits, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// A size: octal, or, as GNU writes large ones, binary after a byte of 128.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
      guard bytes.first == 0x80 else { return octal(bytes) }
      guard bytes.dropFirst().prefix(3).allSatisfy({ $0 == 0 }) else { return nil }
      let value = bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return value < 1 << 62 ? Int(value) : nil
    }

    /// The `path` of a pax header: lines of `LENGTH KEY=VALUE`.
    static func paxPath(_ bytes: [UInt8]) -> String? {
      var rest = bytes[...]
      while let space = rest.firstIndex(of: 32),
        let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
        length > space - rest.startIndex + 1,
        length <= rest.count
      {
        let line = rest[(space + 1)..<(rest.startIndex + length - 1)]
        if line.starts(with: Array("path=".utf8)) {
          return String(decoding: line.dropFirst(5), as: UTF8.self)
        }
        rest = rest[(rest.startIndex + length)...]
      }
      return nil
    }
  }
}

/// Writes a tar file, member by member; ustar with GNU's long names.
struct TarWriter {
  private var bytes: [UInt8] = []
  private let handle: FileHandle
  private(set) var size = 0

  init(_ handle: FileHandle) { self.handle = handle }

  mutating func add(_ name: String, _ content: [UInt8]) throws {
    let path = Array(name.utf8)
    if path.count > 100 { member("././@LongLink", path + [0], kind: "L") }
    member(name, content, kind: "0")
    if bytes.count > 1 << 22 { try flush() }
  }

  mutating func finish() throws {
    bytes += [UInt8](repeating: 0, count: 1024)
    try flush()
  }

  private mutating func flush() throws {
    try handle.write(contentsOf: bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func member(_ name: String, _ content: [UInt8], kind: Character) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int, limit: Int) {
      for (index, byte) in text.utf8.prefix(limit).enumerated() { header[offset + index] = byte }
    }
    func octal(_ value: Int, digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
    put(name, at: 0, limit: 100)
    put("0000644", at: 100, limit: 8)
    put("0000000", at: 108, limit: 8)
    put("0000000", at: 116, limit: 8)
    if content.count < 1 << 33 {
      put(octal(content.count, digits: 11), at: 124, limit: 12)
    } else {
      header[124] = 0x80
      for index in 0..<8 { header[135 - index] = UInt8(truncatingIfNeeded: content.count >> (8 * index)) }
    }
    // Always the same time, so that the same images give the same bytes.
    put("00000000000", at: 136, limit: 12)
    put("        ", at: 148, limit: 8)
    put(String(kind), at: 156, limit: 1)
    put("ustar", at: 257, limit: 6)
    put("00", at: 263, limit: 2)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148, limit: 8)
    bytes += header + content
    bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    size += 512 + (content.count + 511) / 512 * 512
  }
}
