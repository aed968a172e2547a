import Foundation
import Testing

@testable import FoveaDatasets

@Suite struct FolderLayoutTests {
  @Test func classFoldersInNaturalOrder() throws {
    let folder = try Folder()
    for name in ["part10/b10.png", "part10/b9.png", "part2/x.JPG", "猫/deep/er/1.webp", "猫/2.jpeg"] {
      try folder.image(name)
    }
    let data = try LabeledData(path: folder.path + "/")
    #expect(data.path == folder.path)
    #expect(data.classes == ["part2", "part10", "猫"])
    #expect(
      folder.relative(data.unassigned)
        == ["part2/x.JPG", "part10/b9.png", "part10/b10.png", "猫/2.jpeg", "猫/deep/er/1.webp"])
    #expect(data.unassigned.map(\.label) == [0, 1, 1, 2, 2])
    #expect(data.counts(of: data.all) == [1, 2, 2])
    #expect(data.parts.isEmpty)
    #expect(data.issues.isEmpty)
    #expect(data.notes.isEmpty)
  }

  @Test func partsOfTheData() throws {
    let folder = try Folder()
    for name in ["training/a/1.png", "training/b/1.png", "Valid/a/2.png", "test/b/3.png", "extra/c/4.png"] {
      try folder.image(name)
    }
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["a", "b"])
    #expect(folder.relative(data.parts[.training] ?? []) == ["training/a/1.png", "training/b/1.png"])
    #expect(folder.relative(data.parts[.validation] ?? []) == ["Valid/a/2.png"])
    #expect(folder.relative(data.parts[.test] ?? []) == ["test/b/3.png"])
    #expect(data.unassigned.isEmpty)
    #expect(
      data.notes == ["\(folder.path): beside its parts it has the folders extra, which are not used"])
  }

  @Test func oneClassMayBeCalledValid() throws {
    let folder = try Folder()
    for name in ["valid/1.png", "invalid/1.png"] { try folder.image(name) }
    #expect(try LabeledData(path: folder.path).classes == ["invalid", "valid"])
  }

  @Test func aClassMayBeCalledTrain() throws {
    let folder = try Folder()
    for name in ["train/1.png", "bus/1.png", "test/1.png"] { try folder.image(name) }
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["bus", "test", "train"])
    #expect(data.unassigned.count == 3 && data.notes.isEmpty)
  }

  /// Loose pictures to be labeled, as contests hand them out, make no class beside the parts.
  @Test func aPartWithoutClassesStaysNone() throws {
    let folder = try Folder()
    for name in ["train/a/1.png", "train/b/1.png"] { try folder.image(name) }
    try folder.makeFolder("test")
    #expect(try LabeledData(path: folder.path).classes == ["a", "b"])
    try folder.image("test/1.png")
    #expect(try LabeledData(path: folder.path).classes == ["a", "b"])
    #expect(
      try LabeledData(path: folder.path).notes
        == ["\(folder.path): beside its parts it has the folders test, which are not used"])
  }

  @Test func foldersOfOtherProgramsAreNotLearned() throws {
    let folder = try Folder()
    for name in [
      "a/1.png", "b/1.png", "a/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg", "@eaDir/x.png", "__MACOSX/a/._1.png",
      "__MACOSX/a/1.png", "b/.thumbnails/1.png",
    ] {
      try folder.image(name)
    }
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["a", "b"])
    #expect(folder.relative(data.unassigned) == ["a/1.png", "b/1.png"])
    #expect(
      data.notes == [
        "\(folder.path)/@eaDir and 2 more such folders of another program: what is in there is not used"
      ])
    #expect(ImageListing.images(at: [folder.path]).paths.map(folder.relative) == ["a/1.png", "b/1.png"])
  }

  @Test func classesThatLookAlikeAreNamed() throws {
    let folder = try Folder()
    for name in ["dark/1.png", "dark /1.png", "light/1.png"] { try folder.image(name) }
    #expect(
      try LabeledData(path: folder.path).notes == [
        "the classes 'dark', 'dark ' differ only in spaces; give them one name if they are one class"
      ])
  }

  @Test func hiddenAndOtherFilesAreLeftOut() throws {
    let folder = try Folder()
    for name in ["a/1.png", "b/1.png", "b/noextension", ".git/x.png", "a/.thumbs/1.png", "a/.1.png"] {
      try folder.image(name)
    }
    try folder.image("loose.png")
    try folder.write("text", to: "a/notes.txt")
    try folder.write("text", to: "b/Thumbs.db")
    try folder.write("text", to: "README.md")
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["a", "b"])
    #expect(folder.relative(data.unassigned) == ["a/1.png", "b/1.png", "b/noextension"])
    #expect(
      data.notes == [
        "2 files that are no images are not used", "1 image outside of any class folder is not used",
      ])
  }

  @Test func classFolderWithoutImage() throws {
    let folder = try Folder()
    for name in ["a/1.png", "b/1.png"] { try folder.image(name) }
    try folder.makeFolder("empty")
    let data = try LabeledData(path: folder.path)
    #expect(data.classes == ["a", "b"])
    #expect(data.notes == ["\(folder.path)/empty: the class folder has no image and is left out"])
  }

  @Test func emptyFolder() throws {
    let folder = try Folder()
    #expect(
      openingError(folder.path)
        == "\(folder.path): expected at least two class folders with images, received none; put the images of each class into a folder of its name"
    )
  }

  @Test func singleClass() throws {
    let folder = try Folder()
    try folder.image("cat/1.png")
    #expect(
      openingError(folder.path)
        == "\(folder.path): expected at least two classes, received only 'cat'; add a folder with images of another class"
    )
  }

  @Test func nothingThere() throws {
    let folder = try Folder()
    let path = folder.file("none")
    #expect(openingError(path) == "\(path): no such file or folder; check the path")
    try folder.write("x", to: "file")
    #expect(
      openingError(folder.file("file"))
        == "\(folder.path)/file: expected a folder of class folders, a .csv or .jsonl manifest, or a folder of IDX files, received a file without extension"
    )
    try folder.write("x", to: "data.xlsx")
    #expect(
      openingError(folder.file("data.xlsx"))
        == "\(folder.path)/data.xlsx: expected a folder of class folders, a .csv or .jsonl manifest, or a folder of IDX files, received a .xlsx file"
    )
  }
}
