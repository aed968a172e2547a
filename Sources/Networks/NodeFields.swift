/// The fields that a node's object may have in a file.
package enum NodeField: String, CodingKey {
  case name, operation, inputs
  case outputs, bias, initializer, slope, rate, momentum, epsilon
  case channels, kernel, stride, padding, dilation, groups, factor, mode
  case cell, hidden, bidirectional, result, order, patch
  case outputPadding = "output_padding"
  case includesPadding = "includes_padding"
}

/// Reads an operation's fields from a file and refuses values that the operation could not live with, naming the
/// node.
package struct FieldReader {
  let node: String
  let container: KeyedDecodingContainer<NodeField>

  /// The value of a field, if it is there, of the right type, and `isValid`.
  func value<Value: Decodable>(
    _ field: NodeField, _ expected: String, where isValid: (Value) -> Bool = { _ in true }
  ) throws -> Value {
    func refusal(_ received: String) -> NetworkError {
      .invalid(node: node, field: field.stringValue, expected: expected, received: received)
    }
    guard container.contains(field) else { throw refusal("nothing") }
    let value: Value
    do {
      value = try container.decode(Value.self, forKey: field)
    } catch let DecodingError.dataCorrupted(context) {
      throw refusal(context.debugDescription)
    } catch {
      throw refusal("a value of another type")
    }
    guard isValid(value) else { throw refusal("\(value)") }
    return value
  }

  func flag(_ field: NodeField) throws -> Bool { try value(field, "true or false") }

  func initializer() throws -> Initializer { try value(.initializer, Initializer.words) }

  func count(_ field: NodeField) throws -> Int {
    try value(field, "1 to \(Int32.max)") { $0 >= 1 && $0 <= Int(Int32.max) }
  }

  func extent(_ field: NodeField, from least: Int = 1) throws -> Extent {
    let range = least...Extent.limit
    return try value(field, "\(least) to \(Extent.limit), or [height, width]") { (extent: Extent) in
      extent.lies(in: range)
    }
  }

  func padding() throws -> Padding {
    try value(.padding, "valid, same, or [top, left, bottom, right] of 0 to \(Extent.limit)") {
      (padding: Padding) in padding.lies(in: 0...Extent.limit)
    }
  }
}

/// Writes an operation's fields into its node's object in a file.
package struct FieldWriter {
  private(set) var container: KeyedEncodingContainer<NodeField>

  init(_ container: KeyedEncodingContainer<NodeField>) { self.container = container }

  mutating func set(_ field: NodeField, _ value: some Encodable) throws {
    try container.encode(value, forKey: field)
  }
}
