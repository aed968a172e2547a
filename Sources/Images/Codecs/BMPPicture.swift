import CImageCodecs

/// A BMP file: 1 to 32 bits a pixel, palettes, run lengths, masks; from OS/2's header to Windows' fifth.
///
/// https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
struct BMPPicture {
  private let file: LittleEndianBytes
  private let width: Int
  private let height: Int
  /// Whether the first row of the file is the highest.
  private let isTopDown: Bool
  private let bits: Int
  private let compression: Compression
  private let colors: [PaletteColor]
  /// Of 16 and 32 bits: where each colour lies.
  private let masks: [ColorMask]
  /// Where the pixels begin.
  private let data: Int

  private enum Compression: Int {
    case none = 0
    case runs8 = 1
    case runs4 = 2
    case masks = 3
    case jpeg = 4
    case png = 5
    case masksWithAlpha = 6
  }

  /// Reads the header and the palette.
  init(_ bytes: [UInt8]) throws(ImageError) {
    let file = LittleEndianBytes(bytes: bytes)
    self.file = file
    guard let data = file.long(10), let size = file.long(14) else {
      throw .damaged(.bmp, reason: "the file ends early")
    }
    self.data = data
    // OS/2's first header has sides of 16 bits and colours of three bytes.
    let isShort = size == 12
    guard isShort || (16...1024).contains(size) else {
      throw .unsupported(.bmp, reason: "a header of \(size) bytes; expected 12, or 16 to 1024")
    }
    let sides =
      isShort ? (file.short(18), file.short(20)) : (file.signedLong(18), file.signedLong(22))
    guard let width = sides.0, let height = sides.1, let bits = file.short(isShort ? 24 : 28) else {
      throw .damaged(.bmp, reason: "the file ends early")
    }
    self.width = width
    self.height = abs(height)
    isTopDown = height < 0
    self.bits = bits
    let code = size >= 20 ? file.long(30) ?? 0 : 0
    guard let compression = Compression(rawValue: code), compression != .jpeg, compression != .png else {
      throw .unsupported(.bmp, reason: "its compression (\(code)) is not read")
    }
    self.compression = compression
    guard
      [1, 4, 8].contains(bits) && [.none, .runs8, .runs4].contains(compression)
        || [16, 24, 32].contains(bits) && [.none, .masks, .masksWithAlpha].contains(compression),
      compression != .runs8 || bits == 8, compression != .runs4 || bits == 4
    else { throw .unsupported(.bmp, reason: "\(bits) bits a pixel in compression \(code) are not read") }

    if bits <= 8 {
      let start = 14 + size
      let named = size >= 36 ? file.long(46) ?? 0 : 0
      // A palette may be cut by where the pixels begin.
      let entry = isShort ? 3 : 4
      let room = max(0, min(data, bytes.count) - start) / entry
      let count = min(named == 0 ? 1 << bits : named, 1 << bits, room)
      guard let colors = file.colors(at: start, count: count, size: entry, order: (2, 1, 0)), !colors.isEmpty
      else { throw .damaged(.bmp, reason: "its palette is cut short") }
      self.colors = colors
      masks = []
    } else {
      colors = []
      masks = try BMPPicture.masks(file, header: size, bits: bits, compression)
    }
  }

  private static func masks(
    _ file: LittleEndianBytes, header: Int, bits: Int, _ compression: Compression
  ) throws(ImageError) -> [ColorMask] {
    guard compression != .none, bits != 24 else {
      // Without masks 16 bits are 5 for each colour, and the fourth byte of 32 bits says nothing.
      let values = bits == 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff]
      return values.map(ColorMask.init)
    }
    // Behind the header of 40 bytes, or in a longer one: the same place.
    var values: [Int] = []
    for index in 0..<3 {
      guard let value = file.long(54 + 4 * index) else {
        throw .damaged(.bmp, reason: "the file ends early")
      }
      values.append(value)
    }
    if header >= 56 || compression == .masksWithAlpha, let alpha = file.long(66), alpha != 0 {
      values.append(alpha)
    }
    return values.map(ColorMask.init)
  }

  /// The picture.
  func decoded(limits: DecodingLimits, isProbe: Bool) throws(ImageError) -> fovea_image {
    let isGray = !colors.isEmpty && colors.allSatisfy(\.isGray)
    var picture = try OwnPicture(
      width: width, height: height, channels: isGray ? 1 : 3, format: .bmp, limits: limits, isProbe: isProbe)
    guard !isProbe else { return try picture.stored() }
    switch compression {
    case .runs8, .runs4: try readRuns(into: &picture)
    case .none, .masks, .masksWithAlpha, .jpeg, .png: try readRows(into: &picture)
    }
    return try picture.stored()
  }

  private func row(_ index: Int) -> Int { isTopDown ? index : height - 1 - index }

  private func readRows(into picture: inout OwnPicture) throws(ImageError) {
    // Rows fill whole words of four bytes.
    let stride = (width * bits + 31) / 32 * 4
    let isVisible = masks.count < 4 || hasOpacity(stride)
    for index in 0..<height {
      let start = data + index * stride
      guard start >= 14, start + (width * bits + 7) / 8 <= file.bytes.count else {
        return try picture.recover(rows: index, "the file ends early", of: .bmp)
      }
      let y = row(index)
      for x in 0..<width {
        switch bits {
        case 8: setColor(Int(file.bytes[start + x]), x, y, &picture)
        case 1, 4:
          let bit = x * bits
          let shift = 8 - bits - bit % 8
          setColor(Int(file.bytes[start + bit / 8]) >> shift & (1 << bits - 1), x, y, &picture)
        case 24:
          let place = start + 3 * x
          picture.set(
            PaletteColor(red: file.bytes[place + 2], green: file.bytes[place + 1], blue: file.bytes[place]),
            x: x, y: y)
        default: picture.set(color(at: start + x * bits / 8, isVisible), x: x, y: y)
        }
      }
    }
  }

  private func setColor(_ index: Int, _ x: Int, _ y: Int, _ picture: inout OwnPicture) {
    // What the palette lacks is black, as everywhere.
    picture.set(index < colors.count ? colors[index] : PaletteColor(red: 0, green: 0, blue: 0), x: x, y: y)
  }

  private func value(at place: Int) -> Int {
    (0..<bits / 8).reduce(0) { $0 | Int(file.bytes[place + $1]) << (8 * $1) }
  }

  /// Whether any pixel has an opacity: writers that leave the fourth byte empty mean no transparency.
  private func hasOpacity(_ stride: Int) -> Bool {
    for index in 0..<height {
      let start = data + index * stride
      guard start >= 14, start + width * bits / 8 <= file.bytes.count else { return false }
      for x in 0..<width where masks[3].level(of: value(at: start + x * bits / 8)) > 0 { return true }
    }
    return false
  }

  private func color(at place: Int, _ isVisible: Bool) -> PaletteColor {
    let value = value(at: place)
    let alpha = masks.count > 3 && isVisible ? masks[3].level(of: value) : 255
    func level(_ channel: Int) -> UInt8 {
      UInt8((masks[channel].level(of: value) * alpha + 255 * (255 - alpha) + 127) / 255)
    }
    return PaletteColor(red: level(0), green: level(1), blue: level(2))
  }

  /// Run lengths: pairs of a count and a colour, and escapes for ends, moves and plain colours.
  private func readRuns(into picture: inout OwnPicture) throws(ImageError) {
    // What no run reaches has the first colour.
    for y in 0..<height { for x in 0..<width { picture.set(colors[0], x: x, y: y) } }
    var (position, x, line) = (data, 0, 0)
    func put(_ index: Int) {
      if x < width, line < height { setColor(index, x, row(line), &picture) }
      x += 1
    }
    while line < height {
      guard position >= 14, let count = file.byte(position), let second = file.byte(position + 1) else {
        return try picture.recover(rows: line, "the file ends early", of: .bmp)
      }
      position += 2
      if count > 0 {
        for index in 0..<count { put(bits == 8 ? second : index % 2 == 0 ? second >> 4 : second & 15) }
        continue
      }
      switch second {
      case 0: (x, line) = (0, line + 1)
      case 1: return
      case 2:
        x += file.byte(position) ?? 0
        line += file.byte(position + 1) ?? 0
        position += 2
      default:
        for index in 0..<second {
          guard let byte = file.byte(position + (bits == 8 ? index : index / 2)) else { break }
          put(bits == 8 ? byte : index % 2 == 0 ? byte >> 4 : byte & 15)
        }
        // Plain colours fill whole words of two bytes.
        let bytes = bits == 8 ? second : (second + 1) / 2
        position += bytes + bytes % 2
      }
    }
  }
}

/// The bits of a pixel that hold one colour.
private struct ColorMask {
  private let mask: Int
  private let shift: Int
  private let most: Int

  init(_ mask: Int) {
    self.mask = mask
    shift = mask == 0 ? 0 : mask.trailingZeroBitCount
    most = mask >> shift
  }

  /// The level of the colour, 0 to 255, rounded.
  func level(of value: Int) -> Int {
    most == 0 ? 0 : ((value & mask) >> shift * 255 + most / 2) / most
  }
}
