/// A family of networks that is built for a given input and number of classes.
///
/// The head has one output for two classes (sigmoid) and one output a class for more (softmax).
public enum Architecture: Hashable, Sendable, Codable {
  /// Logistic regression on the pixels.
  case logistic(LogisticRegression)
  /// A multilayer perceptron on the pixels.
  case mlp(MultilayerPerceptron)
  /// A perceptron on patches of the picture.
  case patchMLP(PatchPerceptron)
  /// LeNet-5.
  case lenet(LeNet)
  /// A small convolutional network, the default.
  case cnn(SmallConvolutionalNetwork)
  /// A residual network of nine layers.
  case resnet9(ResNet9)
  /// A residual network for pictures of 32 pixels, of 20 layers or more.
  case resnet20(CIFARResNet)
  /// A residual network for photos, of 18 or 34 layers.
  case resnet(ResNet)
  /// MobileNetV2.
  case mobileNetV2(MobileNetV2)
  /// EfficientNet-Lite.
  case efficientNetLite(EfficientNetLite)
  /// The network of the CIFAR-10 speed records.
  case airbench(AirbenchNetwork)
  /// A recurrent network that reads the picture as a sequence.
  case recurrent(RecurrentNetwork)

  /// Every architecture with its default settings, in the order in which help lists them.
  public static let all: [Architecture] = [
    .logistic(LogisticRegression()), .mlp(MultilayerPerceptron()), .patchMLP(PatchPerceptron()),
    .lenet(LeNet()), .cnn(SmallConvolutionalNetwork()), .resnet9(ResNet9()), .resnet20(CIFARResNet()),
    .resnet(ResNet(.eighteen)), .resnet(ResNet(.thirtyFour)), .mobileNetV2(MobileNetV2()),
    .efficientNetLite(EfficientNetLite()), .airbench(AirbenchNetwork()), .recurrent(RecurrentNetwork(.tanh)),
    .recurrent(RecurrentNetwork(.lstm)), .recurrent(RecurrentNetwork(.gru)),
  ]

  /// Those that others publish weights of.
  ///
  /// Beside some of `all` these are networks that are chosen for their weights and hardly without.
  public static let importable: [Architecture] =
    EfficientNetLite.Size.allCases.flatMap { size in
      EfficientNetLite.Convention.allCases.map { convention in
        .efficientNetLite(
          EfficientNetLite(size, convention: convention, dropout: size == .two ? 0.3 : 0.2))
      }
    } + [.mobileNetV2(MobileNetV2())] + ResNet.Depth.allCases.map { .resnet(ResNet($0)) }

  package var definition: any ArchitectureDefinition {
    switch self {
    case .logistic(let definition): definition
    case .mlp(let definition): definition
    case .patchMLP(let definition): definition
    case .lenet(let definition): definition
    case .cnn(let definition): definition
    case .resnet9(let definition): definition
    case .resnet20(let definition): definition
    case .resnet(let definition): definition
    case .mobileNetV2(let definition): definition
    case .efficientNetLite(let definition): definition
    case .airbench(let definition): definition
    case .recurrent(let definition): definition
    }
  }

  /// The word for this architecture on the command line and in files.
  public var name: String { definition.name }

  /// The architecture of that name with default settings; throws an error that lists the known ones.
  public init(named name: String) throws(NetworkError) {
    guard let match = (Architecture.all + Architecture.importable).first(where: { $0.name == name }) else {
      throw .unknownArchitecture(name, known: Architecture.all.map(\.name))
    }
    self = match
  }

  /// The network for samples of shape `input`; throws where the input has the wrong layout or is too small.
  public func network(input: Shape, classes: Int) throws(NetworkError) -> Network {
    guard classes >= 2 else {
      throw .architecture(
        name, expected: "at least two classes", received: "\(classes)", remedy: "add a class to tell apart")
    }
    var builder = NetworkBuilder(input: input)
    try definition.append(to: &builder, input: input)
    builder.append(
      .linear(classes == 2 ? 1 : classes, initializer: .glorot), name: definition.headName)
    return try builder.build()
  }
}

extension Architecture {
  /// Whether samples are images `[C, H, W]`, which convolutions and sequences are made of.
  public var takesImages: Bool {
    switch self {
    case .recurrent: true
    case .logistic, .mlp, .patchMLP, .lenet, .cnn, .resnet9, .resnet20, .resnet, .mobileNetV2,
      .efficientNetLite, .airbench:
      isConvolutional
    }
  }

  /// Whether the network has convolutions.
  public var isConvolutional: Bool {
    switch self {
    case .logistic, .mlp, .patchMLP, .recurrent: false
    case .lenet, .cnn, .resnet9, .resnet20, .resnet, .mobileNetV2, .efficientNetLite,
      .airbench:
      true
    }
  }
}
