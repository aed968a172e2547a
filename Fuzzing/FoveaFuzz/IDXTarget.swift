import FoveaDatasets
import FoveaImages

/// Files of MNIST's format: the input once as the file of images, once as that of labels.
struct IDXTarget: FuzzTarget {
  private static let images = ScratchFolder("idx-images")
  private static let labels = ScratchFolder("idx-labels")
  private static let three: [UInt8] = header([3, 1, 2]) + [1, 2, 3, 4, 5, 6]

  private static func header(_ dimensions: [Int]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap { UInt32($0).bigEndianBytes }
  }

  func seeds() throws -> [[UInt8]] {
    let labels = IDXTarget.header([3]) + [0, 9, 0]
    return [Self.three, labels, gzipped(Self.three), gzipped(labels), gzipped([]) + gzipped(Self.three)]
  }

  func test(_ bytes: [UInt8]) {
    let isZipped = bytes.starts(with: [0x1f, 0x8b])
    // As many labels as the header claims images, where that is few enough to write.
    let count = bytes.count >= 8 ? bytes[4..<8].reduce(0) { $0 << 8 | Int($1) } : 0
    let fitting = isZipped || count > 1 << 16 ? 3 : count
    check(
      Self.images, "train-images-idx3-ubyte", bytes, "train-labels-idx1-ubyte",
      Self.header([fitting]) + [UInt8](repeating: 1, count: fitting))
    check(Self.labels, "train-labels-idx1-ubyte", bytes, "train-images-idx3-ubyte", Self.three)
  }

  private func check(
    _ folder: ScratchFolder, _ name: String, _ bytes: [UInt8], _ companion: String, _ others: [UInt8]
  ) {
    folder.write(name, bytes)
    folder.write(companion, others)
    let data: LabeledData
    do {
      data = try LabeledData(path: folder.path, minimumClasses: 1)
    } catch {
      require(error is DataError && !"\(error)".isEmpty, "faults of data are DataErrors")
      return
    }
    var pixels: [UInt8] = []
    for sample in data.all {
      guard let image = sample.source.image else { fatalError("a record is a picture") }
      require(data.classes.indices.contains(sample.label), "labels are classes")
      pixels += image.pixels
    }
    let images = name.contains("images") ? bytes : others
    guard !images.starts(with: [0x1f, 0x8b]) else { return }
    require(pixels == Array(images.dropFirst(16)), "the pixels are those of the file, in its order")
  }

  /// The number of labels or images, and what the gzip format keeps behind its data.
  func repair(_ bytes: inout [UInt8]) {
    if bytes.starts(with: [0, 0, 8, 1]), bytes.count >= 8 {
      bytes.replaceSubrange(4..<8, with: UInt32(bytes.count - 8).bigEndianBytes)
    } else if bytes.starts(with: [0, 0, 8, 3]), bytes.count >= 16 {
      let size = bytes[8..<16].reduce(1) { $0 &* max(1, Int($1)) }
      guard size > 0, size <= 1 << 16 else { return }
      bytes.replaceSubrange(4..<8, with: UInt32((bytes.count - 16) / size).bigEndianBytes)
    } else if bytes.starts(with: [0x1f, 0x8b]), bytes.count > 23, bytes[10] == 1 {
      let content = bytes[15..<bytes.count - 8]
      guard content.count <= Int(UInt16.max) else { return }
      bytes = gzipped(Array(content))
    }
  }
}
