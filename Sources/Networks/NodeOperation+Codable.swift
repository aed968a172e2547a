extension NodeOperation {
  /// Reads the operation that files call `kind`; each layer's file knows its own fields.
  init(kind: String, fields: FieldReader) throws {
    switch kind {
    case "linear": self = .linear(try Linear(from: fields))
    case "convolution": self = .convolution(try Convolution(from: fields))
    case "transposed-convolution": self = .transposedConvolution(try TransposedConvolution(from: fields))
    case "max-pooling": self = .pooling(try Pooling(.max, from: fields))
    case "average-pooling": self = .pooling(try Pooling(.average, from: fields))
    case "global-max-pooling": self = .globalPooling(GlobalPooling(.max))
    case "global-average-pooling": self = .globalPooling(GlobalPooling(.average))
    case "upsampling": self = .upsampling(try Upsampling(from: fields))
    case "batch-normalization": self = .batchNormalization(try BatchNormalization(from: fields))
    case "layer-normalization": self = .layerNormalization(try LayerNormalization(from: fields))
    case "dropout": self = .dropout(try Dropout(from: fields))
    case "mean-over-tokens": self = .meanOverTokens
    case "flatten": self = .flatten
    case "add": self = .add(try Addition(from: fields))
    case "multiply": self = .multiply
    case "concatenate": self = .concatenate
    case "sequence": self = .sequence(try PictureSequence(from: fields))
    case "recurrent": self = .recurrent(try Recurrent(from: fields))
    default:
      guard let activation = try Activation(kind: kind, fields: fields) else {
        throw NetworkError.unknownOperation(node: fields.node, kind: kind)
      }
      self = .activation(activation)
    }
  }
}

/// A node as files hold it: one flat object with the operation's fields, inputs by name.
struct StoredNode: Codable {
  let name: String
  let operation: NodeOperation
  let inputs: [String]

  init(name: String, operation: NodeOperation, inputs: [String]) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NodeField.self)
    name = try container.decode(String.self, forKey: .name)
    inputs = try container.decode([String].self, forKey: .inputs)
    operation = try NodeOperation(
      kind: try container.decode(String.self, forKey: .operation),
      fields: FieldReader(node: name, container: container))
  }

  func encode(to encoder: any Encoder) throws {
    var fields = FieldWriter(encoder.container(keyedBy: NodeField.self))
    try fields.set(.name, name)
    try fields.set(.operation, operation.layer.kind)
    try fields.set(.inputs, inputs)
    try operation.layer.write(to: &fields)
  }
}
