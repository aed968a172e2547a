import Foundation
package import FoveaInference

/// A complete recipe as a file: every setting with a comment that says what it is.
package struct RecipeText {
  private let values: [String: JSONValue]
  private let unused: [String: String]
  private let seed: UInt64

  /// - Parameters:
  ///   - recipe: of training.
  ///   - others: the settings that are not of training, by key; one that is missing is open.
  ///   - unused: why settings mean nothing here, by their keys; they are not written.
  package init(_ recipe: Recipe, others: [String: JSONValue], unused: [String: String] = [:]) throws {
    self.unused = unused
    var base = recipe
    base.seed = 0
    seed = recipe.seed
    guard case .object(let own) = try base.json() else {
      values = others
      return
    }
    values = own.merging(others) { $1 }
  }

  /// The file, in YAML.
  package var yaml: String {
    var text =
      "# A recipe of Fovea: 'fovea train DATA --config FILE' follows it, and options of the command win over it.\n"
    for section in RecipeField.Section.allCases {
      text += "\n# ---- \(section.rawValue) ----\n"
      for field in RecipeField.all where field.section == section { text += lines(of: field) }
    }
    return text
  }

  /// The settings by their keys, without those that are open or mean nothing here.
  package var json: JSONValue {
    var settings: [String: JSONValue] = [:]
    for field in RecipeField.all where isUsed(field) {
      if let value = values[field.key], value != .null { settings[field.key] = value }
    }
    settings["seed"] = Int64(exactly: seed).map(JSONValue.integer) ?? .string("\(seed)")
    return .object(settings)
  }

  /// Whether the setting belongs to the choice that it is only for, such as a kind of network.
  private func isUsed(_ field: RecipeField) -> Bool {
    guard unused[field.key] == nil else { return false }
    guard let scope = field.scope, case .string(let choice) = values[scope.key] else { return true }
    return scope.words.contains(choice)
  }

  private func lines(of field: RecipeField) -> String {
    var text = "\n" + RecipeText.comment(field.documentation + field.kind.addition) + "\n"
    if let reason = unused[field.key] {
      return text + RecipeText.comment("Not here: \(reason).") + "\n# \(field.key):\n"
    }
    if let scope = field.scope, case .string(let choice) = values[scope.key], !scope.words.contains(choice) {
      text += RecipeText.comment("Not for \(choice), only for \(scope.words.joined(separator: ", ")).") + "\n"
      return text + "# \(field.key):\n"
    }
    if values[field.key] == nil, !field.isOptional { return text + "# \(field.key):\n" }
    if field.key == "seed" { return text + "seed: \(seed)\n" }
    guard case .object(let pairs) = values[field.key] else {
      return text + "\(field.key): \((values[field.key] ?? .null).flow)\n"
    }
    text += "\(field.key):\n"
    for (key, value) in pairs.sorted(by: { $0.key < $1.key }) {
      text += "  \(JSONValue.string(key).flow): \(value.flow)\n"
    }
    return text
  }

  /// `text` as lines of a comment of at most 100 letters.
  private static func comment(_ text: String) -> String {
    var lines: [String] = ["#"]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].count + word.count + 1 > 100 { lines.append("#") }
      lines[lines.count - 1] += " " + word
    }
    return lines.joined(separator: "\n")
  }
}

extension RecipeField.Kind {
  /// What the documentation of a setting leaves to its kind: the words that it may be.
  fileprivate var addition: String {
    switch self {
    case .word(let words), .either(_, let words): " (\(words.joined(separator: ", ")))"
    case .wholeNumber, .number, .flag, .text, .numberOrText, .wholeNumbers, .steps, .names, .groups: ""
    }
  }
}
