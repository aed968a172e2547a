package import FoveaInference

/// A setting with what messages call it: the option, or the place in the recipe file.
package struct Given<Value> {
  package let value: Value
  package let name: String

  package init(value: Value, name: String) { (self.value, self.name) = (value, name) }
}

extension RecipeFile {
  /// The option if it was given, else what the file says of `key`; nil where both are silent.
  package func given<Value>(
    _ option: Value?, _ key: String, _ convert: (JSONValue) -> Value?
  ) -> Given<Value>? {
    if let option { return Given(value: option, name: RecipeFile.option(for: key)) }
    guard let entry = entries[key], let value = convert(entry.value) else { return nil }
    return Given(value: value, name: "\(path):\(entry.line): \(key)")
  }

  package func text(_ option: String?, _ key: String) -> Given<String>? {
    given(option, key) {
      switch $0 {
      case .string(let text): text
      case .integer(let value): "\(value)"
      case .number(let value): "\(value)"
      case .array(let values): values.map(\.flow).joined(separator: ",")
      default: nil
      }
    }
  }

  package func wholeNumber(_ option: Int?, _ key: String) -> Given<Int>? {
    given(option, key) { if case .integer(let value) = $0 { Int(value) } else { nil } }
  }

  package func number(_ option: Double?, _ key: String) -> Given<Double>? {
    given(option, key) {
      switch $0 {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
  }

  package func flag(_ option: Bool?, _ key: String) -> Bool {
    given(option, key) { if case .bool(let value) = $0 { value } else { nil } }?.value ?? false
  }

  package func word<Word: RawRepresentable<String>>(_ option: Word?, _ key: String) -> Word? {
    given(option, key) { if case .string(let text) = $0 { Word(rawValue: text) } else { nil } }?.value
  }

  /// The option of the command that `key` belongs to.
  private static func option(for key: String) -> String {
    "--" + (RecipeField.named(key)?.option ?? key).replacing("_", with: "-")
  }
}
