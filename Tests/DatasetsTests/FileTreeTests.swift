import Foundation
import Testing

@testable import FoveaDatasets

@Suite struct FileTreeTests {
  @Test func linksAreFollowedOnce() throws {
    let folder = try Folder()
    let other = try Folder()
    try other.image("pictures/9.png")
    for name in ["a/1.png", "b/1.png"] { try folder.image(name) }
    try folder.link("a/2.png", to: "1.png")
    try folder.link("b/more", to: other.file("pictures"))
    let data = try LabeledData(path: folder.path)
    #expect(
      folder.relative(data.unassigned) == ["a/1.png", "a/2.png", "b/1.png", "b/more/9.png"])
    #expect(data.issues.isEmpty)
  }

  @Test func linksInCircles() throws {
    let folder = try Folder()
    for name in ["a/1.png", "a/deep/2.png", "b/1.png"] { try folder.image(name) }
    try folder.link("a/self", to: ".")
    try folder.link("a/deep/up", to: "..")
    try folder.link("a/again", to: "deep")
    let data = try LabeledData(path: folder.path)
    #expect(folder.relative(data.unassigned) == ["a/1.png", "a/again/2.png", "b/1.png"])
  }

  @Test func classFolderMayBeALink() throws {
    let folder = try Folder()
    let other = try Folder()
    try other.image("1.png")
    try folder.image("a/1.png")
    try folder.link("b", to: other.path)
    #expect(folder.relative(try LabeledData(path: folder.path).unassigned) == ["a/1.png", "b/1.png"])
  }

  @Test func linkThatLeadsNowhere() throws {
    let folder = try Folder()
    for name in ["a/1.png", "b/1.png"] { try folder.image(name) }
    try folder.link("a/lost.png", to: "gone.png")
    try folder.link("a/round.png", to: "round.png")
    let data = try LabeledData(path: folder.path)
    #expect(data.all.count == 2)
    #expect(
      data.issues.sorted { $0.path < $1.path }
        == ["lost", "round"].map {
          SampleIssue(
            path: "\(folder.path)/a/\($0).png", kind: .unreadable, reason: "the link leads nowhere")
        })
  }

  @Test func nameThatIsNotUTF8() throws {
    let folder = try Folder()
    for name in ["a/1.png", "b/1.png"] { try folder.image(name) }
    let name: [UInt8] = Array("\(folder.path)/a/x".utf8) + [0xff] + Array(".png".utf8) + [0]
    let handle = name.withUnsafeBytes {
      open($0.bindMemory(to: CChar.self).baseAddress!, O_CREAT | O_WRONLY, 0o644)
    }
    try #require(handle >= 0)
    close(handle)
    let data = try LabeledData(path: folder.path)
    #expect(data.all.count == 2)
    #expect(
      data.issues == [
        SampleIssue(
          path: "\(folder.path)/a/x\u{fffd}.png", kind: .unreadable, reason: "its name is not valid UTF-8")
      ])
    unlink(name.map { CChar(bitPattern: $0) })
  }

  @Test func pipesAreNoImages() throws {
    let folder = try Folder()
    for name in ["a/1.png", "b/1.png"] { try folder.image(name) }
    try #require(mkfifo(folder.file("a/pipe.png"), 0o644) == 0)
    #expect(try LabeledData(path: folder.path).all.count == 2)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read every folder"))
  func unreadableFolders() throws {
    let folder = try Folder()
    for name in ["a/1.png", "b/1.png", "c/1.png", "b/deep/1.png"] { try folder.image(name) }
    for name in ["c", "b/deep"] { chmod(folder.file(name), 0) }
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["a", "b"])
    #expect(
      data.issues.sorted { $0.path < $1.path } == [
        SampleIssue(
          path: "\(folder.path)/b/deep", kind: .unreadable,
          reason: "\(folder.path)/b/deep: cannot be read (Permission denied); check its permissions"),
        SampleIssue(
          path: "\(folder.path)/c", kind: .unreadable,
          reason:
            "the class folder cannot be read: \(folder.path)/c: cannot be read (Permission denied); check its permissions"
        ),
      ])
    chmod(folder.path, 0)
    #expect(
      openingError(folder.path) == "\(folder.path): cannot be read (Permission denied); check its permissions"
    )
    chmod(folder.path, 0o755)
  }

  @Test func imagesByName() {
    for name in [
      "a.jpg", "a.JPEG", "x/y.webp", "noextension", "a.tiff", "a.b.png", "猫.heic", "3d.MPO", "a.apng",
    ] {
      #expect(ImageName.isCandidate(name), "\(name)")
    }
    for name in ["a.txt", "a.csv", "Thumbs.db", "a.png.part", "x.png/y.md"] {
      #expect(!ImageName.isCandidate(name), "\(name)")
    }
  }
}

@Suite struct ImageListingTests {
  @Test func everyInputIsListedInOrder() throws {
    let folder = try Folder()
    for name in ["f/10.png", "f/9.png", "f/sub/1.png", "odd.dat", "f/.hidden.png"] { try folder.image(name) }
    try folder.write("x", to: "f/notes.txt")
    try folder.link("f/lost.png", to: "nowhere")
    let paths = [folder.file("odd.dat"), folder.file("f/"), folder.file("none.jpg"), folder.file("odd.dat")]
    let (images, issues) = ImageListing.images(at: paths)
    #expect(
      images.map(folder.relative)
        == ["odd.dat", "f/9.png", "f/10.png", "f/sub/1.png", "none.jpg", "odd.dat"])
    #expect(
      issues == [
        SampleIssue(
          path: folder.file("f/lost.png"), kind: .unreadable, reason: "the link leads nowhere")
      ])
  }

  @Test(.enabled(if: geteuid() != 0, "root may read every folder"))
  func unreadableFolderIsAnIssue() throws {
    let folder = try Folder()
    try folder.image("f/1.png")
    chmod(folder.file("f"), 0)
    let (images, issues) = ImageListing.images(at: [folder.file("f")])
    #expect(images.isEmpty)
    #expect(
      issues == [
        SampleIssue(
          path: folder.file("f"), kind: .unreadable,
          reason: "\(folder.path)/f: cannot be read (Permission denied); check its permissions")
      ])
  }
}
