extension Initializer: Codable {
  private static let all: [Initializer] = [
    .zeros, .ones, .he, .heFanOut, .glorot, .identity, .whitening, .orthogonal, .forgetGate,
  ]

  private var word: String {
    switch self {
    case .zeros: "zeros"
    case .ones: "ones"
    case .he: "he"
    case .heFanOut: "he-fan-out"
    case .glorot: "glorot"
    case .identity: "identity"
    case .whitening: "whitening"
    case .orthogonal: "orthogonal"
    case .forgetGate: "forget-gate"
    }
  }

  static var words: String { "one of " + all.map(\.word).joined(separator: ", ") }

  /// Reads its word, such as `he-fan-out`; throws for any other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let match = Initializer.all.first(where: { $0.word == word }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: word)
    }
    self = match
  }

  /// Writes its word, such as `he-fan-out`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}
