import Foundation
import FoveaDatasets

/// Shards: tar files of pictures and labels.
struct TarTarget: FuzzTarget {
  private static let folder = ScratchFolder("tar")
  private static let limit = 1 << 24

  func seeds() throws -> [[UInt8]] {
    let short = [("0.jpg", "picture"), ("0.cls", "a"), ("1.jpg", "other"), ("1.cls", "b\n")]
    let ending = [UInt8](repeating: 0, count: 1024)
    let long = String(repeating: "d/", count: 60) + "2.png"
    return [
      short.flatMap { Self.member($0.0, $0.1) } + ending, short.flatMap { Self.member($0.0, $0.1) },
      Self.member("x/1.png", "1") + Self.member("y/2.png", "2") + ending,
      Self.member("././@LongLink", long + "\0", kind: "L") + Self.member("cut", "3") + ending,
      Self.member("pax", "18 path=z/3.webp\n", kind: "x") + Self.member("cut", "4") + ending,
      Self.member("folder/", "", kind: "5") + Self.member("folder/.jpg", "5") + ending,
    ]
  }

  var dictionary: [String] {
    ["ustar\u{0}00", ".cls", ".jpg", ".png", "18 path=", "././@LongLink", "/", "."]
  }

  func test(_ bytes: [UInt8]) {
    let path = Self.folder.write("data.tar", bytes)
    let data: LabeledData
    do {
      data = try LabeledData(path: path, minimumClasses: 1)
    } catch {
      require(error is DataError && !"\(error)".isEmpty, "faults of data are DataErrors")
      return
    }
    var contents: [[UInt8]] = []
    for sample in data.all {
      guard case .slice(_, let offset, let count) = sample.source else { fatalError("a member is a slice") }
      require(offset >= 512 && count >= 0 && offset + count <= bytes.count, "a member lies in the archive")
      require(data.classes.indices.contains(sample.label), "labels are classes")
      let content = requireValue("a member can be read") {
        try SampleDecoder.file(of: sample, limit: Self.limit)
      }
      require(content == Array(bytes[offset..<offset + count]), "a member is its part of the archive")
      contents.append(content)
    }
    Self.folder.remove("all-000000.tar")
    var outcome = ShardPacker.Outcome()
    requireValue("what was read can be packed") {
      try ShardPacker(folder: Self.folder.path, shardBytes: 1 << 30).pack(
        data.all, classes: data.classes, prefix: "all", into: &outcome, onProgress: { _ in true })
    }
    require(outcome.packed == contents.count && outcome.issues.isEmpty, "every member is packed")
    let again = requireValue("what was packed can be read") {
      try LabeledData(path: Self.folder.file("all-000000.tar"), minimumClasses: 1)
    }
    require(again.issues.isEmpty && again.classes == data.classes, "what was packed has the same classes")
    require(again.all.map(\.label) == data.all.map(\.label), "what was packed has the same labels")
    let copies = again.all.map { try? SampleDecoder.file(of: $0, limit: Self.limit) }
    require(copies == contents, "what was packed has the same pictures")
  }

  /// The checksum of each header.
  func repair(_ bytes: inout [UInt8]) {
    var start = 0
    while start + 512 <= bytes.count, bytes[start] != 0 {
      Self.seal(&bytes, at: start)
      let digits = String(decoding: bytes[start + 124..<start + 135], as: UTF8.self)
      guard let size = Int(digits, radix: 8), (0...bytes.count).contains(size) else { return }
      start += 512 + (size + 511) / 512 * 512
    }
  }

  private static func seal(_ bytes: inout [UInt8], at start: Int) {
    for index in 148..<156 { bytes[start + index] = 32 }
    let digits = String(bytes[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
    bytes.replaceSubrange(start + 148..<start + 156, with: text.utf8)
  }

  private static func member(_ name: String, _ content: String, kind: String = "0") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    let size = String(content.utf8.count, radix: 8)
    let fields = [
      (0, name), (100, "0000644\0"), (124, String(repeating: "0", count: 11 - size.count) + size + "\0"),
      (156, kind),
      (257, "ustar\u{0}00"),
    ]
    for (offset, text) in fields {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    seal(&header, at: 0)
    return header + content.utf8 + [UInt8](repeating: 0, count: (512 - content.utf8.count % 512) % 512)
  }
}
