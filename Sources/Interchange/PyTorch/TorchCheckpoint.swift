/// A checkpoint of PyTorch: the tensors of its state dictionary.
///
/// - The form since 1.6 is a zip file: `NAME/data.pkl` is the pickle, `NAME/data/KEY` the numbers of each storage.
/// - The older form is one stream: a magic number, a version, facts on the machine, the object and the keys of its storages,
///   each a pickle; then for each key the number of its elements in 8 bytes, and the elements.
/// - Source: `torch/serialization.py`, `_save` and `_legacy_save`.
struct TorchCheckpoint {
  let tensors: [String: StoredTensor]

  /// 0x1950a86a20f9469cfc6c, the least significant byte first.
  private static let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
  private static let protocolVersion = 1001

  /// Whether `bytes` begin as a pickle of protocol 2 or later.
  static func matches(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[0] == PickleOpcode.proto.rawValue && (2...5).contains(bytes[1])
  }

  /// Reads the form of one stream.
  init(legacy bytes: [UInt8]) throws(InterchangeError) {
    var machine = PickleMachine(bytes, 0..<bytes.count)
    // Read before it is judged: what a hostile file wants to call is named rather than its first number.
    let first = try machine.run()
    guard first == .wide(Self.magic) else { throw .pickle(.noStateDictionary(received: first.kind)) }
    guard try machine.run() == .integer(Self.protocolVersion) else {
      throw .pickle(
        .malformed(offset: machine.offset, expected: "version \(Self.protocolVersion) of the form"))
    }
    let system = try machine.run()
    if machine.heap.value("little_endian", in: system) == .bool(false) { throw .pickle(.bigEndian) }
    let object = try machine.run()
    let keyList = try machine.run()
    guard let keys = machine.heap.sequence(keyList) else {
      throw .pickle(.malformed(offset: machine.offset, expected: "a list of the keys of storages"))
    }
    var storages: [String: ArraySlice<UInt8>] = [:]
    var offset = machine.offset
    for key in keys {
      guard case .text(let key) = key, let number = machine.heap.storageNumbers[key] else {
        throw .pickle(.malformed(offset: machine.offset, expected: "the key of a storage"))
      }
      let storage = machine.heap.storages[number]
      guard bytes.count - offset >= 8 else { throw .pickle(.cut(offset: offset)) }
      let count = bytes[offset..<offset + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      offset += 8
      let size = storage.count * storage.type.size
      guard count == UInt64(storage.count), size <= bytes.count - offset else {
        throw Self.wrongSize(storage, available: bytes.count - offset)
      }
      storages[key] = bytes[offset..<offset + size]
      offset += size
    }
    tensors = try Self.tensors(of: object, machine.heap, storages)
  }

  /// Reads the form of a zip file.
  init(zip bytes: [UInt8]) throws(InterchangeError) {
    let archive = try ZipArchive(bytes)
    let pickles = archive.members.filter { $0.name.hasSuffix("/data.pkl") }
    guard pickles.count == 1 else { throw .zip(.noCheckpoint) }
    let folder = pickles[0].name.dropLast("data.pkl".count)
    let members = Dictionary(
      archive.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    if let order = members[folder + "byteorder"], try archive.content(of: order) != Array("little".utf8) {
      throw .pickle(.bigEndian)
    }
    let pickle = try archive.content(of: pickles[0])
    var machine = PickleMachine(pickle, 0..<pickle.count)
    let object = try machine.run()
    var storages: [String: ArraySlice<UInt8>] = [:]
    for storage in machine.heap.storages {
      guard let member = members["\(folder)data/\(storage.key)"] else {
        throw .pickle(.storageMissing(key: storage.key))
      }
      // Before it is unpacked: what it claims must be what the pickle says.
      guard member.size == storage.count * storage.type.size else {
        throw Self.wrongSize(storage, available: member.size)
      }
      storages[storage.key] = try archive.content(of: member)[...]
    }
    tensors = try Self.tensors(of: object, machine.heap, storages)
  }

  private static func wrongSize(_ storage: TorchStorage, available: Int) -> InterchangeError {
    .pickle(
      .storageSize(
        key: storage.key, elements: storage.count, type: storage.type.rawValue, available: available))
  }

  /// The tensors of the state dictionary that `object` is or has.
  private static func tensors(
    of object: PickleValue, _ heap: PickleHeap, _ storages: [String: ArraySlice<UInt8>]
  ) throws(InterchangeError) -> [String: StoredTensor] {
    // A state dictionary, or what a script of training put one into.
    let candidates =
      [object] + ["state_dict", "model_state_dict", "model"].compactMap { heap.value($0, in: object) }
    for candidate in candidates {
      var tensors: [String: StoredTensor] = [:]
      for (key, value) in heap.pairs(candidate) {
        guard case .text(let name) = key, case .tensor(let number) = value else { continue }
        let view = heap.tensors[number]
        let storage = heap.storages[view.storage]
        guard let bytes = storages[storage.key] else {
          throw .pickle(.storageMissing(key: storage.key))
        }
        tensors[name] = StoredTensor(name: name, type: storage.type, storage: bytes, view)
      }
      if !tensors.isEmpty { return tensors }
    }
    throw .pickle(.noStateDictionary(received: heap.summary(of: object)))
  }
}

extension PickleHeap {
  /// The keys and values of a dictionary, and none of everything else.
  fileprivate func pairs(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)] {
    guard case .dictionary(let number) = value else { return [] }
    let items = items[number]
    return stride(from: 0, to: items.count - 1, by: 2).map { (items[$0], items[$0 + 1]) }
  }

  /// What a dictionary has under a text; the last one counts, as in Python.
  fileprivate func value(_ key: String, in dictionary: PickleValue) -> PickleValue? {
    pairs(dictionary).last { $0.key == .text(key) }?.value
  }

  /// What kind of value it is, and the first keys of a dictionary.
  fileprivate func summary(of value: PickleValue) -> String {
    let keys = pairs(value).prefix(5).compactMap { pair -> String? in
      if case .text(let text) = pair.key { "'\(text.prefix(40))'" } else { nil }
    }
    return keys.isEmpty ? value.kind : "\(value.kind) of \(keys.joined(separator: ", "))"
  }
}
