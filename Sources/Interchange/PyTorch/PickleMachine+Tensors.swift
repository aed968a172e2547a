import FoveaNetworks

// The only calls that are understood: what `torch.save` writes for dictionaries, tensors and parameters.
extension PickleMachine {
  /// What Python would make by calling `function` with `arguments`.
  mutating func result(
    of function: PickleValue, _ arguments: PickleValue, at place: Int
  ) throws(InterchangeError) -> PickleValue {
    guard case .global(let name) = function else { throw .pickle(.call("REDUCE", function.kind)) }
    guard case .tuple(let number) = arguments else { throw malformed("a tuple of arguments", place) }
    let arguments = heap.items[number]
    switch name {
    case "collections.OrderedDict":
      return .dictionary(try container(try pairs(arguments, at: place)))
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor":
      return .tensor(try tensor(arguments, at: place))
    case "torch._utils._rebuild_parameter":
      guard let value = arguments.first, case .tensor = value else {
        throw malformed("a tensor for \(name)", place)
      }
      return value
    default:
      throw .pickle(.call("REDUCE", name))
    }
  }

  /// The items of a dictionary that is made from a list of pairs, or from nothing.
  private func pairs(_ arguments: [PickleValue], at place: Int) throws(InterchangeError) -> [PickleValue] {
    guard let first = arguments.first else { return [] }
    var items: [PickleValue] = []
    for pair in heap.sequence(first) ?? [] {
      guard let two = heap.sequence(pair), two.count == 2 else {
        throw malformed("pairs for collections.OrderedDict", place)
      }
      items += two
    }
    return items
  }

  /// `(storage, offset, size, stride, …)`.
  private mutating func tensor(_ arguments: [PickleValue], at place: Int) throws(InterchangeError) -> Int {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], let shape = heap.integers(arguments[2]),
      let strides = heap.integers(arguments[3])
    else { throw malformed("a storage, an offset, a size and strides for a tensor", place) }
    let count = heap.storages[storage].count
    guard shape.count == strides.count, shape.count <= SafetensorsHeader.rankLimit, offset >= 0,
      shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else {
      throw .pickle(.view(shape: shape, strides: strides, offset: offset, storage: count))
    }
    // The place behind the last element; an empty tensor has none.
    var reach = shape.contains(0) ? 0 : 1
    for (side, stride) in zip(shape, strides) where reach > 0 {
      let (step, overflow) = (side - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = reach.addingReportingOverflow(step)
      guard !overflow, !carry else {
        throw .pickle(.view(shape: shape, strides: strides, offset: offset, storage: count))
      }
      reach = sum
    }
    // A stride of zero lets a few numbers claim to be any number of elements, for which memory would be taken.
    guard let elements = Shape.elementCount(shape), elements <= count, offset <= count,
      reach <= count - offset
    else { throw .pickle(.view(shape: shape, strides: strides, offset: offset, storage: count)) }
    return add(TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides))
  }

  /// What a persistent id means: `('storage', type, key, device, count, …)`.
  ///
  /// The older form has one more, which is None unless the storage is a part of another one.
  mutating func storage(_ id: PickleValue, at place: Int) throws(InterchangeError) -> PickleValue {
    guard let parts = heap.sequence(id), parts.count == 5 || parts.count == 6,
      parts[0] == .text("storage"), case .global(let name) = parts[1], case .text(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else { throw malformed("('storage', type, key, device, count)", place) }
    if parts.count == 6, parts[5] != .none { throw .pickle(.storageView(key)) }
    guard let type = Self.storageTypes[name] else { throw .pickle(.storageType(name)) }
    guard Shape.elementCount([count, type.size]) != nil else {
      throw .pickle(.storageSize(key: key, elements: count, type: type.rawValue, available: nil))
    }
    let storage = TorchStorage(key: key, type: type, count: count)
    if let known = heap.storageNumbers[key] {
      guard heap.storages[known] == storage else { throw malformed("one storage '\(key)'", place) }
      return .storage(known)
    }
    return .storage(add(storage))
  }

  private static let storageTypes: [String: ElementType] = [
    "torch.FloatStorage": .float32, "torch.HalfStorage": .float16, "torch.BFloat16Storage": .bfloat16,
    "torch.DoubleStorage": .float64, "torch.LongStorage": .int64, "torch.IntStorage": .int32,
    "torch.ShortStorage": .int16, "torch.CharStorage": .int8, "torch.ByteStorage": .uint8,
    "torch.BoolStorage": .bool,
  ]
}
