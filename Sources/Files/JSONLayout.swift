/// Lays compact JSON out for people: a line for each value, but one line for a list or object of plain values.
///
/// A confusion matrix so has a line for each row, which Foundation's pretty printing would give to each count.
struct JSONLayout {
  private let compact: [UInt8]
  private var output: [UInt8] = []
  /// Whether each container that is open is on one line, outermost first.
  private var isFlat: [Bool] = []

  /// The bytes of `compact`, which must be JSON without spaces, laid out.
  static func pretty(_ compact: [UInt8]) -> [UInt8] {
    var layout = JSONLayout(compact)
    layout.run()
    return layout.output
  }

  private init(_ compact: [UInt8]) {
    self.compact = compact
    output.reserveCapacity(compact.count * 5 / 4)
  }

  private mutating func run() {
    var index = 0
    while index < compact.count {
      let byte = compact[index]
      switch byte {
      case UInt8(ascii: "\""):
        let end = self.end(ofStringAt: index)
        output += compact[index..<end]
        index = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        output.append(byte)
        isFlat.append(isFlatContainer(at: index))
        breakLine()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        let wasFlat = isFlat.removeLast()
        if !wasFlat { startLine() }
        output.append(byte)
      case UInt8(ascii: ","):
        output.append(byte)
        if isFlat.last == true { output.append(UInt8(ascii: " ")) }
        breakLine()
      case UInt8(ascii: ":"):
        output += [byte, UInt8(ascii: " ")]
      default:
        output.append(byte)
      }
      index += 1
    }
    output.append(UInt8(ascii: "\n"))
  }

  private mutating func breakLine() {
    if isFlat.last == false { startLine() }
  }

  private mutating func startLine() {
    output.append(UInt8(ascii: "\n"))
    output += repeatElement(UInt8(ascii: " "), count: 2 * isFlat.count)
  }

  private func end(ofStringAt start: Int) -> Int {
    var index = start + 1
    while index < compact.count, compact[index] != UInt8(ascii: "\"") {
      index += compact[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index + 1, compact.count)
  }

  /// Whether no container is within the one that starts at `start`.
  private func isFlatContainer(at start: Int) -> Bool {
    var index = start + 1
    while index < compact.count {
      switch compact[index] {
      case UInt8(ascii: "\""): index = end(ofStringAt: index)
      case UInt8(ascii: "{"), UInt8(ascii: "["): return false
      case UInt8(ascii: "}"), UInt8(ascii: "]"): return true
      default: index += 1
      }
    }
    return true
  }
}
