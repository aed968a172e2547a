import FoveaNetworks

/// What a safetensors file says it holds, after every rule of the format was checked.
///
/// ```
/// | N: 8 bytes, little-endian | header: N bytes of JSON, padded with spaces | data: every tensor, no holes |
/// ```
package struct SafetensorsHeader: Hashable, Sendable {
  /// A tensor and its bytes within the data.
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let type: ElementType
    package let shape: [Int]
    package let range: Range<Int>
  }

  /// The tensors in the order of their data.
  package let entries: [Entry]
  package let metadata: [String: String]

  /// The longest header that the format allows, in bytes.
  package static let lengthLimit = 100_000_000
  /// More dimensions than any network has; it bounds what a hostile header can make a reader store.
  static let rankLimit = 64

  /// Reads the length of the header from the first bytes of a file of `fileSize` bytes, before anything is allocated.
  static func length(prefix: some Collection<UInt8>, fileSize: Int) throws(InterchangeError) -> Int {
    guard prefix.count >= 8, fileSize >= 8 else { throw InterchangeError(.noHeader(bytes: fileSize)) }
    let length = prefix.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(lengthLimit) else {
      throw InterchangeError(.headerTooLong(bytes: length, limit: lengthLimit))
    }
    guard Int(length) <= fileSize - 8 else {
      throw InterchangeError(.headerCut(bytes: Int(length), available: fileSize - 8))
    }
    return Int(length)
  }

  /// Reads a header from its JSON, and checks it against the `dataSize` bytes that follow it.
  init(json: [UInt8], dataSize: Int) throws(InterchangeError) {
    var scanner = HeaderScanner(json)
    // The format wants the brace first, without white space before it.
    guard json.first == UInt8(ascii: "{") else { throw scanner.unexpected("'{'") }
    var names: Set<String> = []
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try scanner.members { (scanner, name) throws(InterchangeError) in
      guard names.insert(name).inserted else { throw InterchangeError(.duplicateName(name)) }
      if name == "__metadata__" {
        try scanner.members { (scanner, key) throws(InterchangeError) in
          guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
            throw InterchangeError(.duplicateName(key))
          }
        }
      } else {
        entries.append(try Entry(name: name, &scanner))
      }
    }
    try scanner.end()
    self.entries = try Self.laidOut(entries, dataSize: dataSize)
    self.metadata = metadata
  }

  /// The entries in the order of their data, which they must cover exactly.
  private static func laidOut(_ entries: [Entry], dataSize: Int) throws(InterchangeError) -> [Entry] {
    let ordered = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    var previous = ""
    for entry in ordered {
      let begin = entry.range.lowerBound
      guard begin >= end else {
        throw InterchangeError(
          .overlap(tensor: entry.name, begin: begin, previous: previous, previousEnd: end))
      }
      guard begin == end else {
        throw InterchangeError(.hole(tensor: entry.name, begin: begin, previousEnd: end))
      }
      guard entry.range.upperBound <= dataSize else {
        throw InterchangeError(
          .beyondEnd(tensor: entry.name, end: entry.range.upperBound, available: dataSize))
      }
      end = entry.range.upperBound
      previous = entry.name
    }
    guard end == dataSize else { throw InterchangeError(.leftover(end: end, available: dataSize)) }
    return ordered
  }
}

extension SafetensorsHeader.Entry {
  /// Reads `{"dtype":…,"shape":[…],"data_offsets":[begin,end]}`, and checks that the three agree.
  fileprivate init(name: String, _ scanner: inout HeaderScanner) throws(InterchangeError) {
    var typeName: String?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?
    try scanner.members { (scanner, field) throws(InterchangeError) in
      let isNew: Bool
      switch field {
      case "dtype":
        isNew = typeName == nil
        typeName = try scanner.string()
      case "shape":
        isNew = shape == nil
        shape = try Self.dimensions(&scanner, tensor: name)
      case "data_offsets":
        isNew = offsets == nil
        offsets = try Self.offsets(&scanner)
      default:
        throw InterchangeError(.unknownField(tensor: name, field: field))
      }
      guard isNew else { throw InterchangeError(.duplicateField(tensor: name, field: field)) }
    }
    guard let typeName else { throw InterchangeError(.missingField(tensor: name, field: "dtype")) }
    guard let shape else { throw InterchangeError(.missingField(tensor: name, field: "shape")) }
    guard let (begin, end) = offsets else {
      throw InterchangeError(.missingField(tensor: name, field: "data_offsets"))
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw InterchangeError(.elementType(tensor: name, received: typeName))
    }
    guard let bytes = Shape.elementCount(shape + [type.size]) else {
      throw InterchangeError(.overflow(tensor: name, shape: shape, type: typeName))
    }
    guard begin <= end, end - begin == bytes else {
      throw InterchangeError(
        .size(tensor: name, shape: shape, type: typeName, expected: bytes, begin: begin, end: end))
    }
    self.init(name: name, type: type, shape: shape, range: begin..<end)
  }

  private static func offsets(
    _ scanner: inout HeaderScanner
  ) throws(InterchangeError) -> (begin: Int, end: Int) {
    try scanner.expect("[")
    let begin = try scanner.integer()
    try scanner.expect(",")
    let end = try scanner.integer()
    try scanner.expect("]")
    return (begin, end)
  }

  private static func dimensions(
    _ scanner: inout HeaderScanner, tensor: String
  ) throws(InterchangeError) -> [Int] {
    var values: [Int] = []
    try scanner.elements("[", "]") { (scanner) throws(InterchangeError) in
      guard values.count < SafetensorsHeader.rankLimit else {
        throw InterchangeError(.tooManyDimensions(tensor: tensor, limit: SafetensorsHeader.rankLimit))
      }
      values.append(try scanner.integer())
    }
    return values
  }
}
