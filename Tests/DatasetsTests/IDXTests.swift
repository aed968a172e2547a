import Foundation
import FoveaImages
import Testing

@testable import FoveaDatasets

@Suite struct IDXTests {
  /// `count` images of 3×2, image i filled with i, i + 1 and so on.
  private static func images(_ count: Int) -> [UInt8] {
    [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 2, 0, 0, 0, 3]
      + (0..<count).flatMap { image in (0..<6).map { UInt8(image + $0) } }
  }

  private static func labels(_ labels: [UInt8]) -> [UInt8] {
    [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels
  }

  private static func gzipped(_ folder: Folder, _ name: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "gzip -f '\(folder.file(name))'"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  private func whole() throws -> Folder {
    let folder = try Folder()
    try folder.write(Self.images(3), to: "train-images-idx3-ubyte")
    try folder.write(Self.labels([1, 0, 10]), to: "train-labels-idx1-ubyte")
    try folder.write(Self.images(2), to: "t10k-images-idx3-ubyte")
    try folder.write(Self.labels([0, 1]), to: "t10k-labels-idx1-ubyte")
    return folder
  }

  @Test(arguments: [false, true])
  func rawAndGzipped(_ isGzipped: Bool) throws {
    let folder = try whole()
    if isGzipped {
      for part in ["train", "t10k"] {
        try Self.gzipped(folder, "\(part)-images-idx3-ubyte")
        try Self.gzipped(folder, "\(part)-labels-idx1-ubyte")
      }
    }
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["0", "1", "10"])
    let training = try #require(data.parts[.training])
    #expect(training.map(\.name) == ["train/0", "train/1", "train/2"])
    #expect(training.map(\.label) == [1, 0, 2])
    #expect(data.parts[.test]?.map(\.name) == ["t10k/0", "t10k/1"])
    guard case .record(let images, let index) = training[2].source else { throw CancellationError() }
    #expect(images.count == 3)
    #expect(images.width == 3)
    #expect(images.height == 2)
    #expect(images.image(index).pixels == [2, 3, 4, 5, 6, 7])
  }

  /// Some programs that unpack the files put a dot in place of the hyphen.
  @Test func dottedNames() throws {
    let folder = try Folder()
    try folder.write(Self.images(3), to: "train-images.idx3-ubyte")
    try folder.write(Self.labels([1, 0, 1]), to: "train-labels.idx1-ubyte")
    try folder.write(Self.images(2), to: "t10k-images-idx3-ubyte")
    try folder.write(Self.labels([0, 1]), to: "t10k-labels.idx1-ubyte")
    try Self.gzipped(folder, "train-images.idx3-ubyte")
    let data = try LabeledData(path: folder.path)
    #expect(data.parts[.training]?.count == 3 && data.parts[.test]?.count == 2)
  }

  @Test func namesOfClasses() throws {
    let folder = try whole()
    try folder.write("T-shirt/top\r\n trouser \n", to: "classes.txt")
    #expect(try LabeledData(path: folder.path).classes == ["10", "T-shirt/top", "trouser"])
    let data = try LabeledData(path: folder.path)
    #expect(data.parts[.training]?.map { data.classes[$0.label] } == ["trouser", "T-shirt/top", "10"])
  }

  @Test func labelsMissing() throws {
    let folder = try whole()
    unlink(folder.file("train-labels-idx1-ubyte"))
    #expect(
      openingError(folder.path)
        == "\(folder.path)/train-labels-idx1-ubyte: no such file or folder; check the path")
  }

  @Test(arguments: [
    ("train-images-idx3-ubyte", [UInt8](), "expected the header 0 0 8 3, received no bytes"),
    (
      "train-images-idx3-ubyte", [0, 0, 8, 1] + Array(repeating: 0, count: 12),
      "expected the header 0 0 8 3, received 0 0 8 1"
    ),
    (
      "train-images-idx3-ubyte", Array("PNG or other text".utf8),
      "expected the header 0 0 8 3, received 50 4e 47 20"
    ),
    (
      "train-images-idx3-ubyte", Array(images(3).dropLast()),
      "expected 34 bytes for [3, 2, 3], received 33"
    ),
    ("train-images-idx3-ubyte", images(3) + [0], "expected 34 bytes for [3, 2, 3], received 35"),
    (
      "train-images-idx3-ubyte", [0, 0, 8, 3] + Array(repeating: 0xff, count: 12),
      "expected positive dimensions, received [4294967295, 4294967295, 4294967295]"
    ),
    (
      "train-images-idx3-ubyte", [0, 0, 8, 3] + Array(repeating: 0, count: 12),
      "expected positive dimensions, received [0, 0, 0]"
    ),
    ("train-labels-idx1-ubyte", labels([1, 2]), "expected 3 labels, one for each image, received 2"),
    (
      "train-labels-idx1-ubyte", [0x1f, 0x8b, 8, 0],
      "expected a whole gzip file, received damaged gzip: the file ends early"
    ),
  ])
  func damaged(_ name: String, _ bytes: [UInt8], _ expected: String) throws {
    let folder = try whole()
    try folder.write(bytes, to: name)
    #expect(
      openingError(folder.path)
        == "\(folder.path)/\(name): \(expected); the file is damaged or not an IDX file")
  }

  @Test func everyTruncationIsRefused() throws {
    let folder = try whole()
    let name = "train-images-idx3-ubyte"
    try Self.gzipped(folder, name)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name + ".gz"))))
    for length in 0..<whole.count {
      try folder.write(Array(whole[..<length]), to: name + ".gz")
      #expect(openingError(folder.path)?.contains("the file is damaged") == true, "\(length) bytes")
    }
  }
}
