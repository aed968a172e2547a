import Foundation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaDatasets

@Suite struct DataCheckTests {
  /// A sharp picture that is like no other of another seed.
  private static func picture(_ seed: Int, width: Int = 160, height: Int = 120) -> Image {
    var state = UInt64(seed &* 2 &+ 1) &* 0x9E37_79B9_7F4A_7C15
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let boxes = (0..<30).map { _ in (next(width), next(height), 4 + next(40), 4 + next(40), next(256)) }
    var pixels = [UInt8](repeating: 128, count: width * height * 3)
    for (left, top, across, down, level) in boxes {
      for y in top..<min(height, top + down) {
        for x in left..<min(width, left + across) {
          for c in 0..<3 { pixels[(y * width + x) * 3 + c] = UInt8((level + 60 * c) % 256) }
        }
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  private static func flat(_ level: UInt8, width: Int = 160, height: Int = 120) -> Image {
    Image(
      width: width, height: height, channels: 1,
      pixels: (0..<width * height).map { $0 % 9 == 0 ? level &+ 15 : level })
  }

  /// A folder of sound pictures, two classes of six.
  private func sound(_ folder: Folder) throws {
    for index in 0..<12 {
      try folder.write(
        Self.picture(index).jpegBytes(quality: 90), to: "\(index < 6 ? "a" : "b")/\(index).jpg")
    }
  }

  private func check(_ folder: Folder) throws -> DataCheck {
    try DataCheck(try LabeledData(path: folder.path), workers: 2)
  }

  private func found(_ folder: Folder, _ kind: Finding.Kind) throws -> [[String]] {
    let check = try check(folder)
    #expect(check.findings.allSatisfy { $0.kind == kind }, "\(check.findings)")
    return check.findings.filter { $0.kind == kind }.map { $0.paths.map(folder.relative) }
  }

  @Test func nothingIsFoundInSoundData() throws {
    let folder = try Folder()
    try sound(folder)
    let check = try check(folder)
    #expect(check.findings.isEmpty, "\(check.findings)")
    #expect(!check.hasSerious && check.copies.count == 0)
    #expect(check.files == DataCheck.Files(listed: 12, whole: 12, recovered: 0, failed: 0))
    #expect(check.formats == ["jpeg": 12] && check.widths == [160, 160, 160])
  }

  @Test func damagedFiles() throws {
    let folder = try Folder()
    try sound(folder)
    let bytes = try Self.picture(50).jpegBytes(quality: 90)
    try folder.write(Array(bytes[..<(bytes.count / 2)]), to: "a/cut.jpg")
    try folder.write("no image", to: "b/text.jpg")
    let check = try check(folder)
    #expect(check.findings.map(\.kind) == [.unreadable, .truncated])
    #expect(check.findings.map { folder.relative($0.paths[0]) } == ["b/text.jpg", "a/cut.jpg"])
    #expect(check.files == DataCheck.Files(listed: 14, whole: 12, recovered: 1, failed: 1))
    #expect(check.hasSerious)
  }

  @Test func wrongExtension() throws {
    let folder = try Folder()
    try sound(folder)
    try folder.write(Self.picture(50).pngBytes(), to: "a/other.jpg")
    #expect(try found(folder, .wrongExtension) == [["a/other.jpg"]])
  }

  @Test func copies() throws {
    let folder = try Folder()
    try sound(folder)
    try folder.write(Self.picture(0).jpegBytes(quality: 90), to: "a/equal.jpg")
    #expect(try found(folder, .duplicate) == [["a/0.jpg", "a/equal.jpg"]])
    let near = try Folder()
    try sound(near)
    try near.write(Self.picture(0).oriented(.mirrored).jpegBytes(quality: 60), to: "a/near.jpg")
    #expect(try found(near, .nearDuplicate) == [["a/0.jpg", "a/near.jpg"]])
  }

  @Test func copiesUnderTwoLabels() throws {
    let folder = try Folder()
    try sound(folder)
    try folder.write(Self.picture(0).jpegBytes(quality: 50), to: "b/near.jpg")
    #expect(try found(folder, .conflictingLabels) == [["a/0.jpg", "b/near.jpg"]])
  }

  @Test func copiesInTwoParts() throws {
    let folder = try Folder()
    for (index, name) in ["train/a", "train/b", "test/a", "test/b"].enumerated() {
      try folder.write(Self.picture(index).jpegBytes(quality: 90), to: "\(name)/1.jpg")
    }
    try folder.write(Self.picture(0).jpegBytes(quality: 90), to: "test/a/equal.jpg")
    #expect(try found(folder, .duplicateAcrossParts) == [["train/a/1.jpg", "test/a/equal.jpg"]])
    try folder.write(Self.picture(0).jpegBytes(quality: 40), to: "test/a/equal.jpg")
    #expect(try found(folder, .nearDuplicateAcrossParts) == [["train/a/1.jpg", "test/a/equal.jpg"]])
  }

  @Test(arguments: [
    (Finding.Kind.blank, 128, 128), (.dark, 5, 20), (.overexposed, 235, 250),
  ])
  func light(_ kind: Finding.Kind, _ low: Int, _ high: Int) throws {
    let folder = try Folder()
    try sound(folder)
    let pixels = (0..<160 * 120).map { UInt8($0 / 7 % 2 == 0 ? low : high) }
    try folder.write(
      Image(width: 160, height: 120, channels: 1, pixels: pixels).pngBytes(), to: "a/odd.png")
    #expect(try found(folder, kind) == [["a/odd.png"]])
  }

  @Test func blurry() throws {
    let folder = try Folder()
    try sound(folder)
    // Down to 20 pixels and up again: nothing fine is left.
    let blurred = Self.picture(50, width: 320, height: 240)
      .resized(width: 20, height: 15).resized(width: 320, height: 240, interpolation: .bicubic)
    try folder.write(blurred.jpegBytes(quality: 90), to: "b/blurry.jpg")
    #expect(try found(folder, .blurry) == [["b/blurry.jpg"]])
  }

  /// Photos that are small and enlarged are blurry, all of them: only what is so among them is a finding.
  @Test func aSetOfBlurryPicturesIsNotSaidToBeOne() throws {
    let folder = try Folder()
    for index in 0..<24 {
      let photo = Self.picture(index, width: 320, height: 240).resized(width: 40, height: 30)
        .resized(width: 320, height: 240, interpolation: .bicubic)
      try folder.write(photo.jpegBytes(quality: 90), to: "\(index % 2 == 0 ? "a" : "b")/\(index).jpg")
    }
    #expect(try found(folder, .blurry) == [])
  }

  @Test func sizes() throws {
    let folder = try Folder()
    try sound(folder)
    try folder.write(Self.picture(50, width: 30, height: 22).pngBytes(), to: "a/tiny.png")
    #expect(try found(folder, .oddSize) == [["a/tiny.png"]])
    let long = try Folder()
    try sound(long)
    try long.write(Self.picture(50, width: 400, height: 60).pngBytes(), to: "a/long.png")
    #expect(try found(long, .oddAspect) == [["a/long.png"]])
  }

  @Test func classesAndGroups() throws {
    let folder = try Folder()
    for index in 0..<22 {
      try folder.write(
        Self.picture(index).jpegBytes(quality: 90), to: "\(index < 20 ? "a" : "b")/\(index).jpg")
    }
    #expect(try found(folder, .imbalance).count == 1)
    let groups = try Folder()
    for index in 0..<4 { try groups.write(Self.picture(index).jpegBytes(), to: "\(index).jpg") }
    try groups.write(
      "path,label,split,group\n0.jpg,a,train,x\n1.jpg,b,train,y\n2.jpg,a,test,x\n3.jpg,b,test,z\n",
      to: "list.csv")
    let check = try DataCheck(try LabeledData(path: groups.file("list.csv")))
    #expect(check.findings.map(\.kind) == [.leakedGroup])
    #expect(check.findings.first?.paths == ["0.jpg", "2.jpg"])
    #expect(check.findings.first?.detail == "group 'x' is in train, test")
    try groups.write(
      "path,label,split\n0.jpg,a,train\n1.jpg,b,train\n2.jpg,a,test\n", to: "list.csv")
    let missing = try DataCheck(try LabeledData(path: groups.file("list.csv")))
    #expect(missing.findings.map(\.detail) == ["the test part has no readable image of 'b'"])
  }

  @Test func itStopsWhenAsked() throws {
    let folder = try Folder()
    try sound(folder)
    #expect(throws: CancellationError.self) {
      _ = try DataCheck(try LabeledData(path: folder.path)) { _, _, _ in false }
    }
  }

  /// No detector of single pictures may fire on photos without reason: at most one in a hundred.
  @Test(.enabled(if: TestPaths.shared != nil))
  func photosAreNotSuspicious() throws {
    let data = try LabeledData(path: try #require(TestPaths.shared) + "/data/cats-dogs/test")
    let check = try DataCheck(data, workers: 2)
    let odd = check.findings.filter {
      [.blank, .dark, .overexposed, .blurry, .wrongExtension, .unreadable].contains($0.kind)
    }
    #expect(odd.count <= check.files.listed / 100, "\(odd)")
  }
}
