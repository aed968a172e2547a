/// Reads the pickle of a state dictionary as data: it builds containers and descriptions of tensors, and nothing else.
///
/// Python's own reader calls whatever function a pickle names. This one looks no name up: the few that state dictionaries
/// need are known by their words, and every other is refused by name.
struct PickleMachine {
  private let bytes: [UInt8]
  /// The place of the next byte.
  private(set) var offset: Int
  private let end: Int
  private(set) var heap = PickleHeap()
  /// How many values were ever put on the stack.
  private var pushes = 0
  private var stack: [PickleValue] = []
  /// Where on the stack each open mark lies.
  private var marks: [Int] = []
  private var memo: [UInt32: PickleValue] = [:]

  /// Starts at `range.lowerBound` of `bytes`, and reads nothing behind `range`.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Follows the instructions up to the end of this pickle; what it made stays in `heap`, also for the next one.
  mutating func run() throws(InterchangeError) -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    while true {
      let place = offset
      let byte = try byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw .pickle(.opcode(PickleOpcode.name(ofRefused: byte), offset: place))
      }
      if opcode == .stop {
        guard stack.count == 1, let value = stack.last else { throw malformed("one value at its end", place) }
        return value
      }
      try follow(opcode, at: place)
    }
  }

  private mutating func follow(_ opcode: PickleOpcode, at place: Int) throws(InterchangeError) {
    switch opcode {
    case .stop: break
    case .proto: _ = try byte()
    case .frame: _ = try take(8)
    case .mark:
      guard marks.count < PickleHeap.depthLimit else { throw .pickle(.depth(limit: PickleHeap.depthLimit)) }
      marks.append(stack.count)
    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binInt: try push(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case .binInt1: try push(.integer(try number(1)))
    case .binInt2: try push(.integer(try number(2)))
    case .long1: try push(long(try take(try number(1))))
    case .binFloat:
      let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      try push(.real(Double(bitPattern: bits)))
    case .string: try push(.text(try quoted(at: place)))
    case .binString, .binUnicode: try push(.text(try text(try number(4), at: place)))
    case .shortBinString, .shortBinUnicode: try push(.text(try text(try number(1), at: place)))
    case .emptyTuple: try push(.tuple(try container([])))
    case .tuple: try push(.tuple(try container(try sinceMark(at: place))))
    case .tuple1: try push(.tuple(try container(try pop(1, at: place))))
    case .tuple2: try push(.tuple(try container(try pop(2, at: place))))
    case .tuple3: try push(.tuple(try container(try pop(3, at: place))))
    case .emptyList: try push(.list(try container([])))
    case .append: try extend(try pop(1, at: place), at: place)
    case .appends: try extend(try sinceMark(at: place), at: place)
    case .emptyDict: try push(.dictionary(try container([])))
    case .setItem: try extend(try pop(2, at: place), isDictionary: true, at: place)
    case .setItems: try extend(try sinceMark(at: place), isDictionary: true, at: place)
    case .binPut: try remember(UInt32(try number(1)), at: place)
    case .longBinPut: try remember(UInt32(truncatingIfNeeded: try number(4)), at: place)
    case .memoize: try remember(UInt32(truncatingIfNeeded: memo.count), at: place)
    case .binGet: try recall(UInt32(try number(1)), at: place)
    case .longBinGet: try recall(UInt32(truncatingIfNeeded: try number(4)), at: place)
    case .global: try push(.global(try line(at: place) + "." + line(at: place)))
    case .stackGlobal:
      guard case let names = try pop(2, at: place), case .text(let module) = names[0],
        case .text(let name) = names[1]
      else { throw malformed("two texts before STACK_GLOBAL", place) }
      try push(.global(module + "." + name))
    case .reduce:
      let call = try pop(2, at: place)
      try push(try result(of: call[0], call[1], at: place))
    case .build:
      // What a dictionary carries beside its items says nothing of tensors.
      _ = try pop(1, at: place)
      guard case .dictionary = stack.last else {
        throw .pickle(.call("BUILD", stack.last?.kind ?? "nothing"))
      }
    case .binPersistentID: try push(try storage(try pop(1, at: place)[0], at: place))
    }
  }
}

// What instructions are made of.
extension PickleMachine {
  /// That the pickle at `place` is not what it should be there.
  func malformed(_ expected: String, _ place: Int) -> InterchangeError {
    .pickle(.malformed(offset: place, expected: expected))
  }

  private mutating func take(_ count: Int) throws(InterchangeError) -> ArraySlice<UInt8> {
    guard count <= end - offset else { throw .pickle(.cut(offset: end)) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  private mutating func byte() throws(InterchangeError) -> UInt8 {
    guard offset < end else { throw .pickle(.cut(offset: end)) }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// The next one to four bytes, the least significant first.
  private mutating func number(_ count: Int) throws(InterchangeError) -> Int {
    try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// A whole number of any length in two's complement, the least significant byte first.
  private func long(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard let last = bytes.last else { return .integer(0) }
    guard bytes.count <= 8 else { return .wide(Array(bytes)) }
    let start: UInt64 = last >= 0x80 ? .max : 0
    return .integer(Int(bitPattern: UInt(bytes.reversed().reduce(start) { $0 << 8 | UInt64($1) })))
  }

  private mutating func text(_ count: Int, at place: Int) throws(InterchangeError) -> String {
    let bytes = try take(count)
    let text = String(decoding: bytes, as: UTF8.self)
    // Decoding repairs what is not UTF-8, and two repaired names could be one.
    guard text.utf8.elementsEqual(bytes) else { throw malformed("UTF-8", place) }
    return text
  }

  private mutating func line(at place: Int) throws(InterchangeError) -> String {
    let rest = bytes[offset..<end]
    guard let length = rest.prefix(1 << 10).firstIndex(of: 0x0a).map({ $0 - offset }) else {
      throw malformed("the end of a line", place)
    }
    defer { offset += 1 }
    return try text(length, at: place)
  }

  private mutating func quoted(at place: Int) throws(InterchangeError) -> String {
    let line = try line(at: place)
    guard line.count >= 2, let quote = line.first, quote == "'" || quote == "\"", line.last == quote,
      !line.contains("\\")
    else { throw malformed("a text in quotes without escapes", place) }
    return String(line.dropFirst().dropLast())
  }

  private mutating func push(_ value: PickleValue) throws(InterchangeError) {
    guard pushes < PickleHeap.valueLimit else { throw .pickle(.values(limit: PickleHeap.valueLimit)) }
    pushes += 1
    stack.append(value)
  }

  private mutating func pop(_ count: Int, at place: Int) throws(InterchangeError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw malformed("\(count) values before it", place)
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func sinceMark(at place: Int) throws(InterchangeError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw malformed("a mark before it", place) }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func remember(_ key: UInt32, at place: Int) throws(InterchangeError) {
    guard let value = stack.last else { throw malformed("a value before it", place) }
    guard memo.count < PickleHeap.valueLimit else { throw .pickle(.values(limit: PickleHeap.valueLimit)) }
    memo[key] = value
  }

  private mutating func recall(_ key: UInt32, at place: Int) throws(InterchangeError) {
    guard let value = memo[key] else { throw malformed("a value that was put away as \(key)", place) }
    try push(value)
  }

  /// A new container of these items; its number.
  mutating func container(_ items: [PickleValue]) throws(InterchangeError) -> Int {
    heap.depths.append(try depth(around: items))
    heap.items.append(items)
    return heap.items.count - 1
  }

  mutating func add(_ tensor: TorchTensor) -> Int {
    heap.tensors.append(tensor)
    return heap.tensors.count - 1
  }

  mutating func add(_ storage: TorchStorage) -> Int {
    heap.storageNumbers[storage.key] = heap.storages.count
    heap.storages.append(storage)
    return heap.storages.count - 1
  }

  private func depth(around items: [PickleValue]) throws(InterchangeError) -> Int {
    let depth = 1 + (items.map { heap.depth($0) }.max() ?? 0)
    guard depth <= PickleHeap.depthLimit else { throw .pickle(.depth(limit: PickleHeap.depthLimit)) }
    return depth
  }

  /// Adds items to the container on top of the stack.
  private mutating func extend(
    _ items: [PickleValue], isDictionary: Bool = false, at place: Int
  ) throws(InterchangeError) {
    let number: Int
    switch stack.last {
    case .list(let list) where !isDictionary: number = list
    case .dictionary(let dictionary) where isDictionary && items.count % 2 == 0: number = dictionary
    case let other:
      throw malformed(
        isDictionary
          ? "keys and values for a dict, received \(other?.kind ?? "nothing")"
          : "items for a list, received \(other?.kind ?? "nothing")", place)
    }
    heap.depths[number] = max(heap.depths[number], try depth(around: items))
    heap.items[number] += items
  }
}
