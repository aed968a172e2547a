import Foundation
import Testing

@testable import FoveaDatasets

@Suite struct ManifestColumnTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    for name in ["a.png", "b.png", "c.png"] { try folder.image(name) }
  }

  private func open(_ text: String, _ columns: ManifestColumns, as name: String = "data.csv") throws
    -> LabeledData
  {
    try folder.write(text, to: name)
    return try LabeledData(path: folder.file(name), columns: columns)
  }

  private func error(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func otherColumnsAndCodes() throws {
    let text = "Image,path,Diagnosis,label,split\na.png,x,0,?,train\nb.png,y,1,?,train\nc.png,z,1,?,val\n"
    let columns = ManifestColumns(
      path: "image", label: "diagnosis", names: ["0": "benign", "1": "malignant"])
    let data = try open(text, columns)
    #expect(data.classes == ["benign", "malignant"])
    #expect(data.parts[.training]?.map(\.name) == ["a.png", "b.png"])
    #expect(data.parts[.validation]?.map(\.label) == [1])
    let lines =
      #"{"image": "a.png", "diagnosis": 0}"# + "\n" + #"{"image": "b.png", "diagnosis": 1, "path": "no"}"#
    let other = try open(lines, columns, as: "data.jsonl")
    #expect(other.classes == ["benign", "malignant"] && other.unassigned.map(\.name) == ["a.png", "b.png"])
  }

  @Test func whatIsMissingIsNamed() throws {
    #expect(
      error { _ = try open("path,label\na.png,x\nb.png,y\n", ManifestColumns(path: "file")) }
        == "\(folder.path)/data.csv, line 1: expected the columns file,label[,split][,group], or others that --path-column and --label-column name, received path,label"
    )
    #expect(
      error { _ = try open("path,label\na.png,0\nb.png,2\n", ManifestColumns(names: ["0": "x", "1": "y"])) }
        == "\(folder.path)/data.csv, line 3: expected a code that has a name: 0, 1, received '2'")
    for name in ["k/x/1.png", "k/y/1.png"] { try folder.image(name) }
    #expect(
      error { _ = try LabeledData(path: folder.file("k"), columns: ManifestColumns(label: "class")) }
        == "\(folder.path)/k: expected a .csv or .jsonl manifest for the columns and names that were given, received other data; leave those options out"
    )
  }

  @Test func namesOfLabels() throws {
    #expect(try ManifestColumns.names("0=cat, 1 = dog") == ["0": "cat", "1": "dog"])
    try folder.write("mel=melanoma\nnv=mole, benign\n\n", to: "pairs.txt")
    #expect(try ManifestColumns.names(folder.file("pairs.txt")) == ["mel": "melanoma", "nv": "mole, benign"])
    try folder.write("mel,melanoma\r\nnv,mole\r\n", to: "pairs.csv")
    #expect(try ManifestColumns.names(folder.file("pairs.csv")) == ["mel": "melanoma", "nv": "mole"])
    try folder.write("cat\ndog\n", to: "list.txt")
    #expect(try ManifestColumns.names(folder.file("list.txt")) == ["0": "cat", "1": "dog"])
    #expect(
      error { _ = try ManifestColumns.names("0=cat,dog") }
        == "the names of labels '0=cat,dog': expected pairs such as 0=cat,1=dog, or a file of them, received 'dog'"
    )
    #expect(
      error { _ = try ManifestColumns.names("0=cat,0=dog") }
        == "the names of labels '0=cat,0=dog': expected one name for the code 0, received 'cat' and 'dog'")
    #expect(error { _ = try ManifestColumns.names("0=") }?.contains("expected a code and a name") == true)
  }
}

@Suite struct OnlyChildTests {
  @Test func aParentOfTheClassesIsUsedAndSaid() throws {
    let folder = try Folder()
    for name in ["archive/images/a/1.png", "archive/images/b/1.png"] { try folder.image(name) }
    try folder.write("x", to: "archive/readme.txt")
    let data = try LabeledData(path: folder.path)
    #expect(data.path == folder.path && data.classes == ["a", "b"])
    #expect(folder.relative(data.unassigned) == ["archive/images/a/1.png", "archive/images/b/1.png"])
    #expect(
      data.notes == [
        "\(folder.path): it has nothing but one folder, so the classes are those of \(folder.path)/archive/images"
      ])
  }

  @Test func partsAreFoundThereToo() throws {
    let folder = try Folder()
    for name in ["data/train/a/1.png", "data/train/b/1.png", "data/test/a/2.png"] { try folder.image(name) }
    let data = try LabeledData(path: folder.path)
    #expect(data.parts[.training]?.count == 2 && data.parts[.test]?.count == 1)
  }

  /// One class stays one, whether its pictures lie in it or below it beside others; so does a part.
  @Test func whatIsNoParent() throws {
    let folder = try Folder()
    for name in ["one/cat/1.png", "two/cat/1.png", "two/cat/more/2.png", "two/cat/rest/3.png"] {
      try folder.image(name)
    }
    for name in ["one", "two"] {
      #expect(
        openingError(folder.file(name))
          == "\(folder.path)/\(name): expected at least two classes, received only 'cat'; add a folder with images of another class"
      )
    }
    for name in ["three/train/a/1.png", "three/train/b/1.png"] { try folder.image(name) }
    #expect(try LabeledData(path: folder.file("three")).parts[.training]?.count == 2)
  }
}
