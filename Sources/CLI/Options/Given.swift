import Fovea

/// A setting with what messages call it: the option, or the place in the recipe file.
struct Given<Value> {
  let value: Value
  let name: String
}

extension RecipeFile {
  /// The option if it was given, else what the file says of `key`; nil where both are silent.
  func given<Value>(
    _ option: Value?, _ key: String, _ convert: (JSONValue) -> Value?
  ) -> Given<Value>? {
    if let option { return Given(value: option, name: RecipeFile.option(for: key)) }
    guard let entry = entries[key], let value = convert(entry.value) else { return nil }
    return Given(value: value, name: "\(path):\(entry.line): \(key)")
  }

  func text(_ option: String?, _ key: String) -> Given<String>? {
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

  func wholeNumber(_ option: Int?, _ key: String) -> Given<Int>? {
    given(option, key) { if case .integer(let value) = $0 { Int(value) } else { nil } }
  }

  func number(_ option: Double?, _ key: String) -> Given<Double>? {
    given(option, key) {
      switch $0 {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
  }

  func flag(_ option: Bool?, _ key: String) -> Bool {
    given(option, key) { if case .bool(let value) = $0 { value } else { nil } }?.value ?? false
  }

  func word<Word: RawRepresentable<String>>(_ option: Word?, _ key: String) -> Word? {
    given(option, key) { if case .string(let text) = $0 { Word(rawValue: text) } else { nil } }?.value
  }

  /// The option of the command that `key` belongs to.
  private static func option(for key: String) -> String {
    "--" + (RecipeField.named(key)?.option ?? key).replacing("_", with: "-")
  }
}
