package import FoveaNetworks

/// The content of a safetensors file: tensors by dotted name, and text by key.
///
/// It is a value: the same content makes the same value and the same bytes, whatever order the tensors came in.
/// The format: <https://github.com/huggingface/safetensors#format>.
package struct SafetensorsFile: Hashable, Sendable {
  /// The tensors in the order in which they are written: wider element types first, then by the bytes of the name.
  ///
  /// This is the order of the reference implementation; it keeps every tensor aligned without padding.
  package let tensors: [SafetensorsTensor]
  package let metadata: [String: String]
  private let indices: [String: Int]

  /// Makes the content of a file; throws where two tensors share a name or one has the name of the metadata.
  package init(
    tensors: [SafetensorsTensor], metadata: [String: String] = [:]
  ) throws(InterchangeError) {
    let ordered = tensors.sorted {
      if $0.type != $1.type { return $0.type.place > $1.type.place }
      return $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    var indices: [String: Int] = [:]
    for (index, tensor) in ordered.enumerated() {
      guard tensor.name != Self.metadataKey else { throw InterchangeError(.reservedName(tensor.name)) }
      guard indices.updateValue(index, forKey: tensor.name) == nil else {
        throw InterchangeError(.duplicateName(tensor.name))
      }
    }
    self.tensors = ordered
    self.metadata = metadata
    self.indices = indices
  }

  /// The tensor named `name`, or nil.
  package subscript(name: String) -> SafetensorsTensor? { indices[name].map { tensors[$0] } }

  /// The elements of the tensor named `name`, which must be there, be floating point and have `shape`.
  package func tensor(_ name: String, shape: Shape) throws(InterchangeError) -> Tensor {
    guard let found = self[name] else { throw InterchangeError(.noTensor(name, available: tensors.count)) }
    guard found.shape == shape.dimensions else {
      throw InterchangeError(.shape(tensor: name, expected: shape.dimensions, received: found.shape))
    }
    return try found.tensor()
  }

  static let metadataKey = "__metadata__"
}
