import FoveaFiles
import FoveaImages

/// What the cache keeps of a readable sample beside its pixels.
///
/// ```
/// | position 8 | width 4 | height 4 | digest 32 |  and, where the sample was looked at:
/// | bytes 8 | format 1 | light? 1 | low 1 | high 1 | signature? 1 | – 3 | deviation 8 | sharpness 8 | thumbnail 1024 |
/// ```
struct PixelRecord: Sendable {
  /// Where the sample stands among all that were listed.
  let position: Int
  let fullSize: PictureSize?
  let digest: SHA256Digest
  /// What a check saw of it; nil where it was not looked at.
  let facts: SampleFacts?

  private static let plainCount = 16 + SHA256Digest.count
  private static let thumbnailCount = PictureSignature.side * PictureSignature.side

  /// Bytes of a record.
  static func count(looks: Bool) -> Int { plainCount + (looks ? 32 + thumbnailCount : 0) }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(PixelRecord.count(looks: facts != nil))
    func add(_ value: some Any) { withUnsafeBytes(of: value) { bytes += $0 } }
    add(UInt64(position))
    add(UInt32(fullSize?.width ?? 0))
    add(UInt32(fullSize?.height ?? 0))
    digest.withBytes { bytes += $0 }
    guard let facts else { return bytes }
    add(UInt64(facts.bytes))
    bytes.append(UInt8(facts.format.flatMap(ImageFormat.allCases.firstIndex) ?? 255))
    bytes.append(facts.light == nil ? 0 : 1)
    bytes.append(UInt8(facts.light?.low ?? 0))
    bytes.append(UInt8(facts.light?.high ?? 0))
    bytes += [facts.signature == nil ? 0 : 1, 0, 0, 0]
    add(facts.light?.deviation ?? 0)
    add(facts.light?.sharpness ?? 0)
    bytes += facts.signature?.thumbnail ?? [UInt8](repeating: 0, count: PixelRecord.thumbnailCount)
    return bytes
  }

  init(position: Int, fullSize: PictureSize?, digest: SHA256Digest, facts: SampleFacts?) {
    self.position = position
    self.fullSize = fullSize
    self.digest = digest
    self.facts = facts
  }

  /// Takes up what `bytes` gave; that the file as a whole is undamaged has been checked before.
  init(_ bytes: UnsafeRawBufferPointer, looks: Bool) {
    precondition(bytes.count == PixelRecord.count(looks: looks), "a record of \(bytes.count) bytes")
    func number<Value>(_ offset: Int, _ type: Value.Type) -> Value {
      bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }
    position = Int(truncatingIfNeeded: number(0, UInt64.self))
    let (width, height) = (Int(number(8, UInt32.self)), Int(number(12, UInt32.self)))
    fullSize = width > 0 ? PictureSize(width: width, height: height) : nil
    digest = SHA256Digest(of: bytes, at: 16)
    guard looks else {
      facts = nil
      return
    }
    let start = PixelRecord.plainCount
    var facts = SampleFacts(width: width, height: height, digest: digest)
    facts.bytes = Int(truncatingIfNeeded: number(start, UInt64.self))
    let format = Int(bytes[start + 8])
    facts.format = ImageFormat.allCases.indices.contains(format) ? ImageFormat.allCases[format] : nil
    if bytes[start + 9] != 0 {
      facts.light = SampleFacts.Light(
        low: Int(bytes[start + 10]), high: Int(bytes[start + 11]),
        deviation: number(start + 16, Double.self), sharpness: number(start + 24, Double.self))
    }
    if bytes[start + 12] != 0 { facts.signature = PictureSignature(thumbnail: Array(bytes[(start + 32)...])) }
    self.facts = facts
  }
}
