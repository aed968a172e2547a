/// Why weights from outside do not become a model.
public enum ImportError: Error, Hashable, Sendable {
  /// Nobody's weights of this architecture are known.
  case architecture(String, known: [String])
  /// The tensors are not those of the network; `fitting` is an architecture whose they are.
  case differences(path: String, architecture: String, WeightDifferences, fitting: String?)
  /// No known architecture has these tensors.
  case noArchitecture(path: String, known: [String])
  /// The head has so many outputs, and nothing says what they are called.
  case classNames(path: String, outputs: Int, names: Int?)
  /// A package without a file of weights, or with several.
  case package(path: String, weights: [String])
  /// A weight that is no number.
  case notFinite(path: String, tensor: String)
}

/// How the tensors of a file differ from the parameters of a network.
public struct WeightDifferences: Hashable, Sendable {
  /// Parameters that the file has no tensor for, by the file's names.
  public let missing: [String]
  /// Tensors that no parameter takes.
  public let unused: [String]
  /// Tensors of another shape or type: what was expected and received.
  public let unequal: [String]

  /// Makes the lists.
  public init(missing: [String] = [], unused: [String] = [], unequal: [String] = []) {
    self.missing = missing
    self.unused = unused
    self.unequal = unequal
  }

  /// How many there are.
  public var count: Int { missing.count + unused.count + unequal.count }

  /// The lists in words, of each the first few.
  var words: String {
    [("missing", missing), ("not used", unused), ("unequal", unequal)]
      .filter { !$0.1.isEmpty }
      .map { word, names in
        let more = names.count - 4
        let shown = names.prefix(4).map { String($0.prefix(120)) }.joined(separator: ", ")
        return "\(word) \(names.count): \(shown)" + (more > 0 ? " and \(more) more" : "")
      }
      .joined(separator: "; ")
  }
}

extension ImportError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .architecture(let name, let known):
      return
        "no published weights are known of the architecture '\(name)'; choose one of \(known.joined(separator: ", "))"
    case .differences(let path, let architecture, let differences, let fitting):
      let remedy =
        fitting.map { "they are those of \($0): give --architecture \($0)" }
        ?? "name the architecture that they were learned with"
      return "\(path): the tensors are not those of \(architecture): \(differences.words); \(remedy)"
    case .noArchitecture(let path, let known):
      return
        "\(path): expected the tensors of a known architecture, received others; known are "
        + "\(known.joined(separator: ", ")), and --architecture tells what differs"
    case .classNames(let path, let outputs, let names):
      let received = names.map { "\($0) names" } ?? "no names"
      return
        "\(path): the head has \(outputs) outputs: expected as many class names, received \(received); "
        + "give a file with one name a line as --class-names"
    case .package(let path, let weights):
      let received = weights.isEmpty ? "none" : InferenceError.list(weights)
      return
        "\(path): expected a package with one file of weights (.pth, .pt, .bin, .safetensors), received \(received); "
        + "unpack it and name the file itself"
    case .notFinite(let path, let tensor):
      return "\(path): tensor '\(tensor)' has a number that is not finite; use an undamaged copy of the file"
    }
  }
}
