import FoveaInterchange
import FoveaNetworks

/// Checkpoints of PyTorch, in both forms, and the archives that packages come in.
struct CheckpointTarget: FuzzTarget {
  func seeds() throws -> [[UInt8]] {
    let pickle = Self.stateDictionary
    let zip = Self.zip([
      ("a/data.pkl", pickle), ("a/byteorder", Array("little".utf8)), ("a/data/0", Self.numbers),
    ])
    return [
      Self.legacy(pickle), zip, Self.legacy([0x80, 2] + Array("cos\nsystem\n(S'id'\ntR.".utf8)),
      Self.legacy([0x80, 4, 0x95, 3, 0, 0, 0, 0, 0, 0, 0, 0x7d, 0x94, 0x2e]),
      Self.zip([("p/weights.pth", Self.legacy(pickle)), ("p-1.dist-info/METADATA", Array("Name: p\n".utf8))]),
    ]
  }

  var dictionary: [String] {
    [
      "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n",
      "ccollections\nOrderedDict\n",
      "ctorch\nFloatStorage\n", "ctorch\nHalfStorage\n", "ctorch\nDoubleStorage\n", "ctorch\nLongStorage\n",
      "X\u{7}\u{0}\u{0}\u{0}storage", "state_dict", "(", "t.", "Q", "R", "b", "}(", "u", "](", "e", "q\u{1}",
      "h\u{1}", "K\u{0}", "M\u{1}\u{1}", "data.pkl", "../",
    ]
  }

  func test(_ bytes: [UInt8]) {
    do throws(InterchangeError) {
      let archive = try ZipArchive(bytes, sizeLimit: 1 << 26)
      for member in archive.members {
        let parts = member.name.utf8.split(separator: UInt8(ascii: "/"))
        require(!parts.contains { $0.elementsEqual("..".utf8) }, "no name leads out of the archive")
        if let content = try? archive.content(of: member) {
          require(content.count == member.size, "a member is as long as it says")
        }
      }
    } catch {
      require(!"\(error)".isEmpty, "an error has words")
    }
    let file: WeightsFile
    do throws(InterchangeError) {
      file = try WeightsFile(bytes: bytes)
    } catch {
      require(!"\(error)".isEmpty, "an error has words")
      return
    }
    require(!file.tensors.isEmpty || file.form == .safetensors, "a checkpoint has tensors")
    // Many tensors may be views of one storage.
    for stored in file.tensors.values.prefix(64) {
      guard let tensor = try? stored.tensor() else { continue }
      require(tensor.shape.dimensions == stored.shape, "a tensor has its shape")
      require(tensor.elements.count * stored.type.size <= bytes.count, "elements are bytes of the file")
    }
  }

  /// The checksum of each member, and where it lies.
  func repair(_ bytes: inout [UInt8]) {
    guard bytes.count >= 64, bytes.starts(with: [0x50, 0x4b, 3, 4]) else { return }
    func number(_ place: Int, _ count: Int) -> Int {
      bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    for place in 0..<bytes.count - 46 where bytes[place..<place + 4].elementsEqual([0x50, 0x4b, 1, 2]) {
      let (size, local) = (number(place + 20, 4), number(place + 42, 4))
      guard number(place + 10, 2) == 0, local + 30 <= bytes.count else { continue }
      let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      guard start + size <= bytes.count else { continue }
      bytes.replaceSubrange(
        place + 16..<place + 20, with: crc32(bytes[start..<start + size]).littleEndianBytes)
      bytes.replaceSubrange(place + 24..<place + 28, with: UInt32(size).littleEndianBytes)
    }
  }

  private static let numbers = (0..<24).map { UInt8($0) }

  private static func text(_ text: String) -> [UInt8] {
    [0x58] + UInt32(text.utf8.count).littleEndianBytes + Array(text.utf8)
  }

  /// `{'w': tensor(2×3), 'state_dict': {}}`, with the storage put away and taken again for a parameter.
  private static let stateDictionary: [UInt8] = {
    let storage =
      [0x28] + text("storage") + Array("ctorch\nFloatStorage\n".utf8) + text("0") + text("cpu") + [
        0x4b, 6, 0x74,
      ]
      + [0x51, 0x71, 1]
    func tensor(_ storage: [UInt8]) -> [UInt8] {
      Array("ctorch._utils\n_rebuild_tensor_v2\n".utf8) + [0x28] + storage + [
        0x4b, 0, 0x4b, 2, 0x4b, 3, 0x86,
      ]
        + [0x4b, 3, 0x4b, 1, 0x86, 0x89] + Array("ccollections\nOrderedDict\n)R".utf8) + [0x74, 0x52]
    }
    let parameter =
      Array("ctorch._utils\n_rebuild_parameter\n(".utf8) + tensor([0x68, 1]) + [0x88, 0x4e, 0x74, 0x52]
    return [0x80, 2, 0x7d, 0x28] + text("w") + tensor(storage) + text("p") + parameter
      + text("state_dict") + [0x7d, 0x75, 0x2e]
  }()

  private static func legacy(_ pickle: [UInt8]) -> [UInt8] {
    let magic: [UInt8] = [
      0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
    ]
    return magic + [0x80, 2, 0x4d, 0xe9, 3, 0x2e, 0x80, 2, 0x7d, 0x2e] + pickle
      + [0x80, 2, 0x5d] + text("0") + [0x61, 0x2e] + UInt64(6).littleEndianBytes + numbers
  }

  private static func zip(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
    var (data, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in members {
      let size = UInt32(content.count).littleEndianBytes
      let fields =
        [0, 0, 0, 0, 0, 0, 0, 0] + crc32(content).littleEndianBytes + size + size
        + UInt16(name.utf8.count).littleEndianBytes + [0, 0]
      directory += [0x50, 0x4b, 1, 2, 20, 0, 20, 0] + fields + [UInt8](repeating: 0, count: 10)
      directory += UInt32(data.count).littleEndianBytes + Array(name.utf8)
      data += [0x50, 0x4b, 3, 4, 20, 0] + fields + Array(name.utf8) + content
    }
    let count = UInt16(members.count).littleEndianBytes
    return data + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count
      + UInt32(directory.count).littleEndianBytes + UInt32(data.count).littleEndianBytes + [0, 0]
  }
}
