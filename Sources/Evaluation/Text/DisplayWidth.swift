extension String {
  /// Columns that the text takes on a terminal: two for wide East Asian characters and emoji, none for marks.
  ///
  /// It follows Unicode's East Asian Width (UAX #11, wide and fullwidth); characters of ambiguous width take one.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text with spaces before it, so that it takes at least `width` columns.
  package func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - displayWidth)) + self
  }

  /// The text with control characters written as escapes, as a name with a line break would break a table, and
  /// one with an escape sequence could steer the terminal.
  package var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Character {
  fileprivate var displayWidth: Int {
    let scalars = unicodeScalars
    // A flag, a family or a keycap is many scalars and one picture.
    let isPicture = scalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
    return isPicture ? 2 : scalars.reduce(0) { $0 + $1.displayWidth }
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return value == 0xAD ? 1 : 0  // the soft hyphen is a format character that terminals show
    default:
      break
    }
    // Vowels and final consonants of Hangul join the wide leading consonant before them.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    return Self.wideRanges.contains { $0.contains(value) } ? 2 : 1
  }

  /// Blocks of wide and fullwidth characters, of EastAsianWidth.txt; unassigned code points in them count as wide.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul leading consonants
    0x2329...0x232A,  // angle brackets
    0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,  // radicals, kana, Han, Yi
    0xA960...0xA97C, 0xAC00...0xD7A3,  // Hangul
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,  // compatibility forms
    0xFF01...0xFF60, 0xFFE0...0xFFE6,  // fullwidth forms
    0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,  // Tangut, Khitan, Nüshu, historic kana
    0x1D300...0x1D376, 0x1F200...0x1F265,  // Tai Xuan Jing, enclosed ideographs
    0x20000...0x2FFFD, 0x30000...0x3FFFD,  // Han, planes 2 and 3
  ]
}
