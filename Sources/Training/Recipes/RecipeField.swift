/// One setting of a recipe file: its key, what it may be, and what it means.
///
/// `RecipeField.all` is the one table of them: reading, refusing, printing and documenting all go by it.
package struct RecipeField: Sendable {
  /// The part of the file that it stands in.
  package enum Section: String, Hashable, Sendable, CaseIterable {
    case network = "Network"
    case images = "Images"
    case split = "Split"
    case training = "Training"
    case decision = "Decision"
    case arithmetic = "Arithmetic"
  }

  /// What a value may be.
  package indirect enum Kind: Hashable, Sendable {
    case wholeNumber
    case number
    case flag
    case text
    /// Either of the two.
    case numberOrText
    /// One of these words.
    case word([String])
    case wholeNumbers
    /// Anything of this kind, or one of these words.
    case either(Kind, [String])
    /// Steps with settings of their own.
    case steps
    /// Words by names.
    case names
    /// Groups of parameters.
    case groups
  }

  package let key: String
  package let section: Section
  package let kind: Kind
  /// One sentence or two, with unit and bounds.
  package let documentation: String
  /// Whether the value may be `null`, which leaves it open.
  package let isOptional: Bool
  /// The option of the command, where it is called otherwise than the key.
  package let option: String?
  /// For which choices it exists; nil for all.
  package let scope: Scope?
  /// What messages call it.
  let name: String
  /// Where a `Recipe` holds it; nil for what is not of training.
  let access: RecipeAccess?

  /// Words of another setting, such as `sgd` of `optimizer`.
  package struct Scope: Hashable, Sendable {
    package let key: String
    package let words: [String]
  }

  init(
    _ key: String, _ section: Section, _ kind: Kind, optional isOptional: Bool = false, option: String? = nil,
    of scope: Scope? = nil, name: String? = nil, access: RecipeAccess? = nil, _ documentation: String
  ) {
    self.key = key
    self.section = section
    self.kind = kind
    self.documentation = documentation
    self.isOptional = isOptional
    self.option = option
    self.scope = scope
    self.name = name ?? key.replacing("_", with: " ")
    self.access = access
  }

  /// A setting of training that every recipe has.
  static func setting<Value: Codable & Sendable>(
    _ key: String, _ path: any WritableKeyPath<Recipe, Value> & Sendable, _ kind: Kind,
    in bounds: [Bounds<Value>] = [], option: String? = nil, name: String? = nil, _ documentation: String
  ) -> RecipeField {
    RecipeField(
      key, .training, kind, option: option, name: name, access: RecipeAccess(key, path, bounds), documentation
    )
  }

  /// A setting of training that may be open, or that only the choices of `scope` have.
  static func setting<Value: Codable & Sendable>(
    _ key: String, optional path: any WritableKeyPath<Recipe, Value?> & Sendable, _ kind: Kind,
    in bounds: [Bounds<Value>] = [], of scope: Scope? = nil, name: String? = nil, _ documentation: String
  ) -> RecipeField {
    RecipeField(
      key, .training, kind, optional: scope == nil, of: scope, name: name,
      access: RecipeAccess(key, optional: path, bounds), documentation)
  }

  /// A method of training by its name, whose settings follow it in the table.
  static func choice<Method: Sendable>(
    _ key: String, _ path: any WritableKeyPath<Recipe, Method> & Sendable, among all: [Method],
    named name: @escaping @Sendable (Method) -> String, option: String? = nil, _ documentation: String
  ) -> RecipeField {
    RecipeField(
      key, .training, .word(all.map(name)), option: option,
      access: RecipeAccess(key, choosing: path, among: all, name: name), documentation)
  }

  /// The setting of that key; nil for a key that is none.
  package static func named(_ key: String) -> RecipeField? { byKey[key] }

  private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

  /// The key that was probably meant by `key`: the one whose option has that name, else the nearest by edit distance.
  static func nearest(to key: String) -> String {
    let word = key.lowercased().replacing("-", with: "_")
    if let match = all.first(where: { $0.option == word || $0.key == word }) { return match.key }
    return all.map(\.key).min { distance($0, word) < distance($1, word) } ?? ""
  }

  /// The least number of letters put in, left out or exchanged that make `second` of `first`.
  ///
  /// Levenshtein, *Binary codes capable of correcting deletions, insertions and reversals*, 1966.
  static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let substituted = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j + 1] + 1, row[j] + 1)
      }
    }
    return row[second.count]
  }
}

extension RecipeField.Kind {
  /// What is expected, for messages and documentation.
  package var words: String {
    switch self {
    case .wholeNumber: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .text: "text"
    case .numberOrText: "a number or a word"
    case .word(let words): "one of \(words.joined(separator: ", "))"
    case .wholeNumbers: "a list of whole numbers such as [256, 128]"
    case .either(let kind, let words): "\(kind.words), or \(words.joined(separator: ", "))"
    case .steps: "a list of steps"
    case .names: "words by names"
    case .groups: "a list such as [{prefix: features., rate: 0.1}]"
    }
  }
}
