extension Activation {
  /// The word for it on the command line and in recipes: `relu`, `leaky-relu:0.1`.
  package var word: String {
    if case .leakyReLU(let slope) = self { return "leaky-relu:\(slope)" }
    return kind
  }
}
