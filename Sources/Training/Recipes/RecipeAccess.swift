/// Where a `Recipe` holds a setting: what reads it, writes it and checks it.
struct RecipeAccess: Sendable {
  typealias Reader = KeyedDecodingContainer<RecipeField.Key>
  typealias Writer = KeyedEncodingContainer<RecipeField.Key>

  /// Sets it to what a file says; a file that is silent leaves it.
  let decode: @Sendable (_ recipe: inout Recipe, Reader) throws -> Void
  /// Writes it, unless it is open or the recipe's choices do not have it.
  let encode: @Sendable (_ recipe: Recipe, inout Writer) throws -> Void
  /// What is expected and what it is; nil where a training could follow it.
  let problem: @Sendable (_ recipe: Recipe) -> (expected: String, received: String)?
  /// Whether it picks a method that has settings of its own, which are read after it.
  let isChoice: Bool

  /// A value that every recipe has.
  init<Value: Codable & Sendable>(
    _ key: String, _ path: any WritableKeyPath<Recipe, Value> & Sendable, _ bounds: [Bounds<Value>]
  ) {
    let key = RecipeField.Key(key)
    decode = { recipe, container in
      guard let value = try container.decodeIfPresent(Value.self, forKey: key) else { return }
      recipe[keyPath: path] = value
    }
    encode = { try $1.encode($0[keyPath: path], forKey: key) }
    problem = { recipe in bounds.lazy.compactMap { $0.problem(recipe[keyPath: path]) }.first }
    isChoice = false
  }

  /// A value that may be missing.
  init<Value: Codable & Sendable>(
    _ key: String, optional path: any WritableKeyPath<Recipe, Value?> & Sendable, _ bounds: [Bounds<Value>]
  ) {
    let key = RecipeField.Key(key)
    decode = { recipe, container in
      guard container.contains(key) else { return }
      recipe[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: key)
    }
    encode = { try $1.encodeIfPresent($0[keyPath: path], forKey: key) }
    problem = { recipe in
      guard let value = recipe[keyPath: path] else { return nil }
      return bounds.lazy.compactMap { $0.problem(value) }.first
    }
    isChoice = false
  }

  /// One of several methods, by its name; its settings are the defaults then.
  init<Method: Sendable>(
    _ key: String, choosing path: any WritableKeyPath<Recipe, Method> & Sendable, among all: [Method],
    name: @escaping @Sendable (Method) -> String
  ) {
    let key = RecipeField.Key(key)
    decode = { recipe, container in
      guard let word = try container.decodeIfPresent(String.self, forKey: key) else { return }
      guard let method = all.first(where: { name($0) == word }) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "expected one of \(all.map(name).joined(separator: ", ")), received \(word)")
      }
      recipe[keyPath: path] = method
    }
    encode = { try $1.encode(name($0[keyPath: path]), forKey: key) }
    problem = { _ in nil }
    isChoice = true
  }
}

extension RecipeField {
  /// The key of a setting in a file.
  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ key: String) { stringValue = key }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}
