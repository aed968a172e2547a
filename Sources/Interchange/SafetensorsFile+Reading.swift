extension SafetensorsFile {
  /// The most bytes that are read from a file unless the caller says otherwise: 4 GiB.
  package static let sizeLimit = 4 << 30

  /// Reads the bytes of a whole file, checking every rule of the format.
  package init(bytes: [UInt8]) throws(InterchangeError) {
    let length = try SafetensorsHeader.length(prefix: bytes.prefix(8), fileSize: bytes.count)
    let dataStart = 8 + length
    let header = try SafetensorsHeader(json: Array(bytes[8..<dataStart]), dataSize: bytes.count - dataStart)
    try self.init(header) { Array(bytes[(dataStart + $0.lowerBound)..<(dataStart + $0.upperBound)]) }
  }

  /// Reads the file at `path`, checking every rule of the format.
  ///
  /// Sizes that the file claims are checked against its true size before memory is taken for them.
  package init(
    contentsOf path: String, sizeLimit: Int = SafetensorsFile.sizeLimit
  ) throws(InterchangeError) {
    do throws(InterchangeError) {
      let file = try InputFile(path)
      guard file.size <= sizeLimit else {
        throw InterchangeError(.tooLarge(bytes: file.size, limit: sizeLimit))
      }
      let header = try SafetensorsHeader(file)
      let dataStart = file.offset
      // The entries come in the order of their data and leave no hole, so one pass reads them all.
      try self.init(header) { (range) throws(InterchangeError) in
        assert(file.offset == dataStart + range.lowerBound, "entries must be in the order of their data")
        return try file.read(range.count)
      }
    } catch {
      throw error.at(path)
    }
  }

  private init(
    _ header: SafetensorsHeader, _ bytes: (Range<Int>) throws(InterchangeError) -> [UInt8]
  ) throws(InterchangeError) {
    var tensors: [SafetensorsTensor] = []
    for entry in header.entries {
      try tensors.append(
        SafetensorsTensor(name: entry.name, type: entry.type, shape: entry.shape, bytes: bytes(entry.range)))
    }
    try self.init(tensors: tensors, metadata: header.metadata)
  }
}

extension SafetensorsHeader {
  /// Reads only the header of the file at `path`: names, types, shapes and metadata, without the data.
  package init(contentsOf path: String) throws(InterchangeError) {
    do throws(InterchangeError) {
      try self.init(InputFile(path))
    } catch {
      throw error.at(path)
    }
  }

  /// Reads the header from the start of `file`, which is then at the first byte of the data.
  init(_ file: InputFile) throws(InterchangeError) {
    let prefix = try file.read(min(8, file.size))
    let length = try SafetensorsHeader.length(prefix: prefix, fileSize: file.size)
    try self.init(json: file.read(length), dataSize: file.size - 8 - length)
  }
}
