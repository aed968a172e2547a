extension Architecture {
  /// The share of values that dropout clears while training; nil where there is nothing to clear.
  ///
  /// Setting it does nothing there.
  public var dropout: Float? {
    get {
      switch self {
      case .logistic: nil
      case .mlp(let definition): definition.dropout
      case .patchMLP(let definition): definition.dropout
      case .lenet(let definition): definition.dropout
      case .cnn(let definition): definition.dropout
      case .resnet9(let definition): definition.dropout
      case .resnet20(let definition): definition.dropout
      case .resnet(let definition): definition.dropout
      case .mobileNetV2(let definition): definition.dropout
      case .efficientNetLite(let definition): definition.dropout
      case .airbench(let definition): definition.dropout
      case .recurrent(let definition): definition.dropout
      }
    }
    set {
      let rate = newValue ?? 0
      switch self {
      case .logistic: break
      case .mlp(var definition):
        definition.dropout = rate
        self = .mlp(definition)
      case .patchMLP(var definition):
        definition.dropout = rate
        self = .patchMLP(definition)
      case .lenet: self = .lenet(LeNet(dropout: rate))
      case .cnn(var definition):
        definition.dropout = rate
        self = .cnn(definition)
      case .resnet9: self = .resnet9(ResNet9(dropout: rate))
      case .resnet20: self = .resnet20(CIFARResNet(dropout: rate))
      case .resnet(let definition): self = .resnet(ResNet(definition.depth, dropout: rate))
      case .mobileNetV2: self = .mobileNetV2(MobileNetV2(dropout: rate))
      case .efficientNetLite(var definition):
        definition.dropout = rate
        self = .efficientNetLite(definition)
      case .airbench(var definition):
        definition.dropout = rate
        self = .airbench(definition)
      case .recurrent(var definition):
        definition.dropout = rate
        self = .recurrent(definition)
      }
    }
  }
  /// What the channels of its stages are multiplied with; nil where they are fixed.
  ///
  /// Setting it does nothing there.
  public var width: Float? {
    get {
      switch self {
      case .cnn(let definition): definition.width
      case .airbench(let definition): definition.width
      default: nil
      }
    }
    set {
      switch self {
      case .cnn(var definition):
        definition.width = newValue ?? 1
        self = .cnn(definition)
      case .airbench(var definition):
        definition.width = newValue ?? 1
        self = .airbench(definition)
      default: break
      }
    }
  }

  /// Widths of its hidden layers; nil where it has none.
  ///
  /// Setting it does nothing there.
  public var hidden: [Int]? {
    get { recurrent?.hidden ?? perceptron?.hidden }
    set {
      if let newValue { recurrent?.hidden = newValue }
      changePerceptron { $0.hidden = newValue ?? $0.hidden }
    }
  }

  /// Whether its hidden layers are normalised over the batch; nil where it has none.
  ///
  /// Setting it does nothing there.
  public var batchNormalization: Bool? {
    get { perceptron?.batchNormalization }
    set { changePerceptron { $0.batchNormalization = newValue ?? $0.batchNormalization } }
  }

  /// The non-linearity between its layers; nil where it is fixed.
  ///
  /// Setting it does nothing there.
  public var activation: Activation? {
    get {
      switch self {
      case .airbench(let definition): definition.activation
      case .recurrent(let definition): definition.cell.activation
      default: perceptron?.activation
      }
    }
    set {
      guard let newValue else { return }
      if case .airbench(var definition) = self {
        definition.activation = newValue
        self = .airbench(definition)
      } else if let recurrent {
        if recurrent.cell.activation != nil, let cell = Recurrent.Cell(newValue) {
          self.recurrent?.cell = cell
        }
      } else {
        changePerceptron { $0.activation = newValue }
      }
    }
  }

  private var perceptron: (any Perceptron)? {
    switch self {
    case .mlp(let definition): definition
    case .patchMLP(let definition): definition
    default: nil
    }
  }

  private mutating func changePerceptron(_ change: (inout any Perceptron) -> Void) {
    guard var definition = perceptron else { return }
    change(&definition)
    switch definition {
    case let definition as MultilayerPerceptron: self = .mlp(definition)
    case let definition as PatchPerceptron: self = .patchMLP(definition)
    default: break
    }
  }
}

extension Recurrent.Cell {
  /// The non-linearity of a plain cell; nil where gates have theirs.
  fileprivate var activation: Activation? {
    switch self {
    case .tanh: .tanh
    case .relu: .relu
    case .lstm, .gru, .gruResetBefore: nil
    }
  }

  /// The plain cell of a non-linearity; nil where there is none.
  fileprivate init?(_ activation: Activation) {
    switch activation {
    case .tanh: self = .tanh
    case .relu: self = .relu
    default: return nil
    }
  }
}

/// What has hidden layers of widths that are chosen.
private protocol Perceptron {
  var hidden: [Int] { get set }
  var activation: Activation { get set }
  var batchNormalization: Bool { get set }
}

extension MultilayerPerceptron: Perceptron {}
extension PatchPerceptron: Perceptron {}
