/// A family of networks that is built for a given input and number of classes.
///
/// The head has one output for two classes (sigmoid) and one output a class for more (softmax).
public enum Architecture: Hashable, Sendable {
  case logistic(LogisticRegression)
  case mlp(MultilayerPerceptron)
  case patchMLP(PatchPerceptron)

  /// Every architecture with its default settings, in the order in which help lists them.
  public static let all: [Architecture] = [
    .logistic(LogisticRegression()), .mlp(MultilayerPerceptron()), .patchMLP(PatchPerceptron()),
  ]

  /// The word for this architecture on the command line and in files.
  public var name: String {
    switch self {
    case .logistic: "logistic"
    case .mlp: "mlp"
    case .patchMLP: "patch-mlp"
    }
  }

  /// The architecture of that name with default settings, or nil.
  public init?(named name: String) {
    guard let match = Architecture.all.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// The network for samples of shape `input`; throws where the input has the wrong layout.
  public func network(input: Shape, classes: Int) throws(NetworkError) -> Network {
    guard classes >= 2 else {
      throw .architecture(
        name, expected: "at least two classes", received: "\(classes)", remedy: "add a class to tell apart")
    }
    var builder = NetworkBuilder(input: input)
    switch self {
    case .logistic(let definition): definition.append(to: &builder)
    case .mlp(let definition): definition.append(to: &builder, input: input)
    case .patchMLP(let definition): try definition.append(to: &builder, input: input)
    }
    builder.append(.linear(classes == 2 ? 1 : classes, initializer: .glorot), name: "head")
    return try builder.build()
  }
}
