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
      case .efficientNetLite: self = .efficientNetLite(EfficientNetLite(dropout: rate))
      case .airbench(var definition):
        definition.dropout = rate
        self = .airbench(definition)
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
}
