package import FoveaNetworks

/// A tensor in a file of weights: what it says it is, and where its numbers lie; they are converted when they are asked for.
package struct StoredTensor: Hashable, Sendable {
  package let name: String
  package let type: ElementType
  package let shape: [Int]
  /// The numbers of a storage, which several tensors may share.
  private let storage: ArraySlice<UInt8>
  /// The place of the first element in the storage, in elements.
  private let offset: Int
  private let strides: [Int]

  /// Describes a tensor whose every element lies in `storage`, which the caller has checked.
  init(name: String, type: ElementType, storage: ArraySlice<UInt8>, _ view: TorchTensor) {
    self.name = name
    self.type = type
    self.storage = storage
    shape = view.shape
    strides = view.strides
    offset = view.offset
  }

  /// Describes a tensor of a safetensors file.
  init(_ tensor: SafetensorsTensor) {
    name = tensor.name
    type = tensor.type
    shape = tensor.shape
    storage = tensor.bytes[...]
    offset = 0
    strides = StoredTensor.rowMajorStrides(of: tensor.shape)
  }

  /// The elements in row-major order as `Float`; F16, BF16 and F64 are converted, other types refused.
  package func tensor() throws(InterchangeError) -> Tensor {
    try SafetensorsTensor(name: name, type: type, shape: shape, bytes: rowMajorBytes()).tensor()
  }

  private func rowMajorBytes() -> [UInt8] {
    let (size, count) = (type.size, shape.reduce(1, *))
    let start = storage.startIndex + offset * size
    guard count > 0 else { return [] }
    guard !isRowMajor else { return Array(storage[start..<start + count * size]) }
    return [UInt8](unsafeUninitializedCapacity: count * size) { target, filled in
      storage.withUnsafeBytes { copy($0, to: UnsafeMutableRawBufferPointer(target)) }
      filled = count * size
    }
  }

  /// Copies the elements one by one: converted weights are often transposed, so millions of them come this way.
  private func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer) {
    let (size, width) = (type.size, shape.last ?? 1)
    let step = (strides.last ?? 1) * size
    var index = Array(repeating: 0, count: shape.count)
    var (row, written) = (offset * size, 0)
    while written < target.count {
      var place = row
      for _ in 0..<width {
        for byte in 0..<size { target[written + byte] = source[place + byte] }
        written += size
        place += step
      }
      // The next row: the last dimension but one first.
      for dimension in shape.indices.dropLast().reversed() {
        index[dimension] += 1
        row += strides[dimension] * size
        guard index[dimension] == shape[dimension] else { break }
        index[dimension] = 0
        row -= strides[dimension] * shape[dimension] * size
      }
    }
  }

  private var isRowMajor: Bool {
    // The stride of a dimension of one element says nothing.
    zip(zip(strides, StoredTensor.rowMajorStrides(of: shape)), shape).allSatisfy { $1 == 1 || $0.0 == $0.1 }
  }

  private static func rowMajorStrides(of shape: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: shape.count)
    for dimension in shape.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * max(1, shape[dimension + 1])
    }
    return strides
  }
}
