/// What stands on the stack of a pickle; containers, tensors and storages by their number in `PickleHeap`.
///
/// Numbers instead of nested values: no depth of nesting, and no container that holds itself, takes more than its place.
enum PickleValue: Hashable {
  case none
  case bool(Bool)
  case integer(Int)
  /// A whole number of more than eight bytes, as it is written.
  case wide([UInt8])
  case real(Double)
  case text(String)
  /// A name of Python's, `module.name`; nothing is ever looked up or called by it.
  case global(String)
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)

  /// What kind of value it is, in the words of Python.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "bool"
    case .integer, .wide: "int"
    case .real: "float"
    case .text: "str"
    case .global(let name): name
    case .tuple: "tuple"
    case .list: "list"
    case .dictionary: "dict"
    case .storage: "storage"
    case .tensor: "tensor"
    }
  }
}

/// A run of numbers that tensors are views of.
struct TorchStorage: Hashable {
  /// What PyTorch calls it in the file.
  let key: String
  let type: ElementType
  /// How many elements it has.
  let count: Int
}

/// A tensor as a checkpoint describes it: a view of a storage.
struct TorchTensor: Hashable {
  /// The number of its storage.
  let storage: Int
  /// The place of its first element in the storage.
  let offset: Int
  let shape: [Int]
  /// By how many elements of the storage the next one along each dimension lies away.
  let strides: [Int]
}

/// Everything that a pickle makes and that has a place of its own.
struct PickleHeap {
  /// The items of tuples and lists; keys and values of dictionaries in turn.
  var items: [[PickleValue]] = []
  /// How deep each of them nests others.
  var depths: [Int] = []
  var storages: [TorchStorage] = []
  /// The number of the storage of each key.
  var storageNumbers: [String: Int] = [:]
  var tensors: [TorchTensor] = []

  /// Deeper nesting than any state dictionary has.
  static let depthLimit = 64
  /// More values than any state dictionary has: the memory that a pickle can take.
  static let valueLimit = 1 << 20

  /// The items of a tuple or a list, and nil for everything else.
  func sequence(_ value: PickleValue) -> [PickleValue]? {
    switch value {
    case .tuple(let number), .list(let number): items[number]
    case .none, .bool, .integer, .wide, .real, .text, .global, .dictionary, .storage, .tensor: nil
    }
  }

  /// The whole numbers of a tuple or a list of nothing else.
  func integers(_ value: PickleValue) -> [Int]? {
    guard let items = sequence(value) else { return nil }
    var numbers: [Int] = []
    for item in items {
      guard case .integer(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// How deep `value` nests others; nothing but containers nests.
  func depth(_ value: PickleValue) -> Int {
    switch value {
    case .tuple(let number), .list(let number), .dictionary(let number): depths[number]
    case .none, .bool, .integer, .wide, .real, .text, .global, .storage, .tensor: 0
    }
  }
}
