import Foundation

/// The keys of a JSON object as they are written: a decoder keeps one of those that are written twice, and not always
/// the same.
enum JSONKeys {
  private static let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))

  /// The first key that `object` has twice at its top; nil where every one is there once.
  ///
  /// - Parameter object: the text of an object that a decoder has accepted.
  static func repeated(in object: ArraySlice<UInt8>) -> String? {
    // By bytes: text would take two ways to write a letter for one.
    var known: Set<[UInt8]> = []
    for key in all(of: object) where !known.insert(Array(key.utf8)).inserted { return key }
    return nil
  }

  /// The keys at the top of `object`, in order.
  private static func all(of object: ArraySlice<UInt8>) -> [String] {
    var keys: [String] = []
    var depth = 0
    var position = object.startIndex
    while position < object.endIndex {
      let byte = object[position]
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case quote:
        let start = position
        position = end(ofText: start, in: object)
        if depth == 1, isKey(before: position, in: object) {
          let text = object[start..<min(position + 1, object.endIndex)]
          // Escapes are another way to write the same key.
          keys.append(
            (try? JSONDecoder().decode(String.self, from: Data(text)))
              ?? String(decoding: text, as: UTF8.self))
        }
      default: break
      }
      position += 1
    }
    return keys
  }

  /// Where the quote is that ends the text that begins at `start`; the end of `object` where there is none.
  private static func end(ofText start: Int, in object: ArraySlice<UInt8>) -> Int {
    var position = start + 1
    while position < object.endIndex, object[position] != quote {
      position += object[position] == backslash ? 2 : 1
    }
    return min(position, object.endIndex)
  }

  /// Whether a colon follows behind the text that ends at `end`.
  private static func isKey(before end: Int, in object: ArraySlice<UInt8>) -> Bool {
    guard end < object.endIndex else { return false }
    let next = object[(end + 1)...].first { ![0x20, 0x09, 0x0d, 0x0a].contains($0) }
    return next == UInt8(ascii: ":")
  }
}
