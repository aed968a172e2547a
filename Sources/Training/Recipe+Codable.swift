/// One flat object; the settings of a method lie beside its name, and only the chosen one's are written.
///
/// `RecipeField.training` has what is read and written.
extension Recipe: Codable {
  /// Fields that are missing have default values; the learning rate has that of the optimiser.
  public init(from decoder: any Decoder) throws {
    // Recipes of earlier versions lack some fields, and whoever writes one by hand may leave any out.
    let container = try decoder.container(keyedBy: RecipeField.Key.self)
    self.init()
    let settings = RecipeField.training.compactMap(\.access)
    for choice in settings where choice.isChoice { try choice.decode(&self, container) }
    learningRate = optimizer.defaultLearningRate
    for setting in settings where !setting.isChoice { try setting.decode(&self, container) }
  }

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: RecipeField.Key.self)
    for field in RecipeField.training { try field.access?.encode(self, &container) }
  }
}

/// A number, or the word `all`.
extension Recipe.BatchSize: Codable {
  /// A number, or the word `all`; anything else is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let size = try? container.decode(Int.self) {
      self = .samples(size)
    } else if try container.decode(String.self) == "all" {
      self = .all
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a number or all")
    }
  }

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .samples(let size): try container.encode(size)
    case .all: try container.encode("all")
    }
  }
}
