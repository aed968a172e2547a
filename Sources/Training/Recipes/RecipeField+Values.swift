import FoveaFiles
package import FoveaInference

extension RecipeField {
  /// Whether `value` is of the kind that this setting takes.
  func accepts(_ value: JSONValue) -> Bool {
    if case .null = value { return isOptional }
    // Larger than the whole numbers of JSON.
    if key == "seed", case .string(let text) = value { return UInt64(text) != nil }
    return kind.accepts(value)
  }
}

extension RecipeField.Kind {
  fileprivate func accepts(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.wholeNumber, .integer), (.number, .integer), (.number, .number), (.flag, .bool), (.text, .string),
      (.numberOrText, .integer), (.numberOrText, .number), (.numberOrText, .string):
      return true
    case (.word(let words), .string(let word)): return words.contains(word)
    case (.wholeNumbers, .array(let values)):
      return values.allSatisfy { if case .integer = $0 { true } else { false } }
    case (.either(_, let words), .string(let word)) where words.contains(word): return true
    case (.either(let kind, _), _): return kind.accepts(value)
    case (.steps, .array), (.groups, .array), (.names, .object): return true
    default: return false
    }
  }
}

extension JSONValue {
  /// The value as a message shows what was received.
  var words: String {
    switch self {
    case .null: "nothing"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): "'\(text.count > 60 ? text.prefix(60) + "…" : text)'"
    case .array: "a list"
    case .object: "keys with values"
    }
  }

  /// The first number in it that is too large for single precision; nil where there is none.
  var numberOutOfRange: Double? {
    switch self {
    case .null, .bool, .integer, .string: nil
    case .number(let value): abs(value) > Double(Float.greatestFiniteMagnitude) ? value : nil
    case .array(let values): values.lazy.compactMap(\.numberOutOfRange).first
    case .object(let values):
      values.sorted { $0.key < $1.key }.lazy.compactMap(\.value.numberOutOfRange).first
    }
  }

  /// The value as YAML and JSON alike write it, on one line.
  package var flow: String {
    switch self {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    // Recipes are single precision: 0.001 is not to be read as 0.0010000000474974513.
    case .number(let value): return Double(Float(value)) == value ? "\(Float(value))" : "\(value)"
    case .string(let text): return text.quoted
    case .array(let values): return "[" + values.map(\.flow).joined(separator: ", ") + "]"
    case .object(let values):
      let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key.quoted): \($0.value.flow)" }
      return "{" + pairs.joined(separator: ", ") + "}"
    }
  }
}

extension String {
  /// The text in quotes, unless it is a plain word that nothing else could be meant by.
  fileprivate var quoted: String {
    let isWord =
      first?.isLetter == true
      && unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains($0))
      }
    let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    if isWord, !reserved.contains(lowercased()) { return self }
    return JSONText.quoted(self)
  }
}
