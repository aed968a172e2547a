import CImageCodecs

/// The first frame of a GIF file.
///
/// *Graphics Interchange Format, version 89a* (CompuServe, 1990). Transparent pixels and what the frame does not cover
/// are white. A frame that reaches beyond the screen makes the screen larger, as in browsers and Pillow.
struct GIFPicture {
  private let file: LittleEndianBytes
  private let screen: (width: Int, height: Int)
  private let frame: Frame

  private struct Frame {
    let (left, top, width, height): (Int, Int, Int, Int)
    let isInterlaced: Bool
    let colors: [PaletteColor]
    var transparent: Int?
    /// Where the size of the codes stands.
    let data: Int
  }

  /// Reads the header of the first frame.
  init(_ bytes: [UInt8]) throws(ImageError) {
    file = LittleEndianBytes(bytes: bytes)
    guard let width = file.short(6), let height = file.short(8), let flags = file.byte(10) else {
      throw .damaged(.gif, reason: "the file ends early")
    }
    var position = 13
    var shared: [PaletteColor]?
    if flags & 0x80 != 0 {
      let count = 2 << (flags & 7)
      shared = try GIFPicture.table(file, at: position, count: count)
      position += 3 * count
    }
    frame = try GIFPicture.firstFrame(file, position, shared)
    screen = (max(width, frame.left + frame.width), max(height, frame.top + frame.height))
  }

  private static func table(
    _ file: LittleEndianBytes, at offset: Int, count: Int
  ) throws(ImageError) -> [PaletteColor] {
    guard let colors = file.colors(at: offset, count: count, size: 3, order: (0, 1, 2)) else {
      throw .damaged(.gif, reason: "the file ends early")
    }
    return colors
  }

  /// Goes over the blocks before the first frame, and reads its header.
  private static func firstFrame(
    _ file: LittleEndianBytes, _ start: Int, _ shared: [PaletteColor]?
  ) throws(ImageError) -> Frame {
    var position = start
    var transparent: Int?
    while let kind = file.byte(position) {
      switch kind {
      case 0x21:
        // The graphic control extension has the transparent colour; other extensions say nothing of pixels.
        if file.byte(position + 1) == 0xf9, file.byte(position + 2) == 4, let flags = file.byte(position + 3)
        {
          transparent = flags & 1 == 1 ? file.byte(position + 6) : nil
        }
        position += 2
        while let count = file.byte(position), count > 0 { position += count + 1 }
        position += 1
      case 0x2c:
        guard let left = file.short(position + 1), let top = file.short(position + 3),
          let width = file.short(position + 5), let height = file.short(position + 7),
          let flags = file.byte(position + 9)
        else { throw .damaged(.gif, reason: "the file ends early") }
        position += 10
        var colors = shared
        if flags & 0x80 != 0 {
          let count = 2 << (flags & 7)
          colors = try table(file, at: position, count: count)
          position += 3 * count
        }
        guard let colors else { throw .damaged(.gif, reason: "it has no table of colours") }
        return Frame(
          left: left, top: top, width: width, height: height, isInterlaced: flags & 0x40 != 0, colors: colors,
          transparent: transparent, data: position)
      case 0x3b: throw .damaged(.gif, reason: "it has no picture")
      default: throw .damaged(.gif, reason: "a block of an unknown kind")
      }
    }
    throw .damaged(.gif, reason: "the file ends early")
  }

  /// The frame on its screen.
  func decoded(limits: DecodingLimits, isProbe: Bool) throws(ImageError) -> fovea_image {
    var picture = try OwnPicture(
      width: screen.width, height: screen.height, channels: frame.colors.allSatisfy(\.isGray) ? 1 : 3,
      format: .gif, limits: limits, isProbe: isProbe)
    guard !isProbe else { return try picture.stored() }
    guard frame.width > 0, frame.height > 0 else {
      throw .damaged(.gif, reason: "the header claims no pixels")
    }
    var codes = GIFCodes(file.bytes, at: frame.data)
    let indices = codes.indices(count: frame.width * frame.height)
    let rows = GIFPicture.rows(frame.height, isInterlaced: frame.isInterlaced)
    for (place, y) in rows.enumerated() {
      let start = place * frame.width
      guard start < indices.count else { break }
      for x in 0..<min(frame.width, indices.count - start) {
        let index = Int(indices[start + x])
        guard index != frame.transparent, index < frame.colors.count else { continue }
        picture.set(frame.colors[index], x: frame.left + x, y: frame.top + y)
      }
    }
    if indices.count < frame.width * frame.height {
      // The header of a frame without a pixel of it is no picture.
      let whole = indices.isEmpty ? 0 : max(1, indices.count / frame.width)
      try picture.recover(
        rows: whole, codes.isDamaged ? "its codes are damaged" : "the file ends early", of: .gif)
    }
    return try picture.stored()
  }

  /// Where the rows of a file belong, in its order.
  private static func rows(_ height: Int, isInterlaced: Bool) -> [Int] {
    guard isInterlaced else { return Array(0..<height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
      Array(stride(from: start, to: height, by: step))
    }
  }
}

/// The codes of Lempel, Ziv and Welch in the blocks of a GIF.
///
/// Appendix F of the specification: codes grow from one bit more than the colours need to 12, and a clear code starts anew.
private struct GIFCodes {
  private let bytes: [UInt8]
  private var position: Int
  /// Bytes of the current block that were not taken.
  private var left = 0
  private var bits: UInt32 = 0
  private var bitCount = 0
  /// Whether a code was met that the table does not have.
  private(set) var isDamaged = false
  private let depth: Int

  init(_ bytes: [UInt8], at start: Int) {
    self.bytes = bytes
    depth = start < bytes.count ? Int(bytes[start]) : 0
    position = start + 1
  }

  /// The next code of `size` bits; nil at the end of the blocks or the file.
  private mutating func code(size: Int) -> Int? {
    while bitCount < size {
      if left == 0 {
        guard position < bytes.count, bytes[position] > 0 else { return nil }
        left = Int(bytes[position])
        position += 1
      }
      guard position < bytes.count else { return nil }
      bits |= UInt32(bytes[position]) << UInt32(bitCount)
      position += 1
      left -= 1
      bitCount += 8
    }
    let code = Int(bits & (1 << UInt32(size) - 1))
    bits >>= UInt32(size)
    bitCount -= size
    return code
  }

  /// At most `count` indices of colours; fewer where the data ends or is damaged.
  mutating func indices(count: Int) -> [UInt8] {
    guard (1...8).contains(depth) else {
      isDamaged = true
      return []
    }
    var indices: [UInt8] = []
    indices.reserveCapacity(count)
    let (clear, end) = (1 << depth, 1 << depth + 1)
    // Of each code the one before its last index, that index, its first index, and how many there are.
    var prefix = [UInt16](repeating: 0, count: 4096)
    var suffix = [UInt8](repeating: 0, count: 4096)
    var first = [UInt8](repeating: 0, count: 4096)
    var length = [Int](repeating: 1, count: 4096)
    for code in 0..<clear { (suffix[code], first[code]) = (UInt8(code), UInt8(code)) }
    var (size, next) = (depth + 1, end + 1)
    var previous: Int?
    while indices.count < count, let code = code(size: size) {
      if code == clear {
        (size, next, previous) = (depth + 1, end + 1, nil)
        continue
      }
      if code == end { break }
      // The code that is about to be made is known too: it ends as it begins.
      guard code < next || (code == next && previous != nil && next < 4096) else {
        isDamaged = true
        break
      }
      if let previous, next < 4096 {
        prefix[next] = UInt16(previous)
        suffix[next] = first[code == next ? previous : code]
        first[next] = first[previous]
        length[next] = length[previous] + 1
        next += 1
        if next == 1 << size, size < 12 { size += 1 }
      }
      // From the last index to the first, into the room for them.
      let start = indices.count
      indices.append(contentsOf: repeatElement(0, count: length[code]))
      var at = code
      for place in stride(from: start + length[code] - 1, through: start, by: -1) {
        indices[place] = suffix[at]
        at = Int(prefix[at])
      }
      previous = code
    }
    if indices.count > count { indices.removeLast(indices.count - count) }
    return indices
  }
}
