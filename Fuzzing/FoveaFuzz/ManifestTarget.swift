import Foundation
import FoveaDatasets

/// Manifests: a table of files that are there and files that are not.
struct ManifestTarget: FuzzTarget {
  enum Form: String {
    case csv
    case jsonLines = "jsonl"
  }

  let form: Form
  private static let folder: ScratchFolder = {
    let folder = ScratchFolder("manifest")
    for name in ["a.png", "b.png", "c d.png", "é.png", "e,f.png", "1"] { folder.write(name, []) }
    return folder
  }()

  func seeds() throws -> [[UInt8]] {
    let texts =
      switch form {
      case .csv:
        [
          "path,label\na.png,x\nb.png,y\n",
          "\u{FEFF}path,label,split,group\r\na.png,x,train,1\r\nb.png,y,val,\r\n",
          "label,path\n\"x\"\"y\",\"e,f.png\"\n1,\"c d.png\"\n",
          "path,label\na.png,\"two\nlines\"\né.png,ä\nnone.png,x\n",
          "path,label\na.png,x\na.png,x\n\n1,2",
        ]
      case .jsonLines:
        [
          "{\"path\":\"a.png\",\"label\":\"x\"}\n{\"path\":\"b.png\",\"label\":1}\n",
          "{\"label\":\"ä\",\"path\":\"\\u00e9.png\",\"split\":\"test\",\"group\":\"g\"}\r\n\n{\"path\":\"c d.png\",\"label\":\"\\u2028\"}",
          "\u{FEFF}{\"path\":\"none.png\",\"label\":\"x\",\"more\":[1,{\"a\":null}]}\n{\"path\":\"1\",\"label\":\"y\"}\n",
        ]
      }
    return texts.map { Array($0.utf8) }
  }

  var dictionary: [String] {
    [
      "path", "label", "split", "group", "train", "val", "test", "a.png", "b.png", "c d.png", "é.png",
      "e,f.png",
      "\"\"", "\r\n", "\u{2028}", "\u{FEFF}", "\"path\":\"a.png\"", "\"label\":\"x\"", "\\u0000",
      "\\ud83d\\ude00",
      "e\u{301}.png", "./a.png", "1e308",
    ]
  }

  func test(_ bytes: [UInt8]) {
    let path = Self.folder.write("manifest.\(form.rawValue)", bytes)
    let data: LabeledData
    do {
      data = try LabeledData(path: path, minimumClasses: 1)
    } catch {
      require(error is DataError, "faults of data are DataErrors, received \(type(of: error))")
      require("\(error)".hasPrefix(Self.folder.path) || error is DataError, "an error has words")
      return
    }
    let samples = data.all
    require(!samples.isEmpty, "data without samples is refused")
    require(samples.allSatisfy { data.classes.indices.contains($0.label) }, "labels are classes")
    require(data.counts(of: samples).allSatisfy { $0 > 0 }, "no class is empty")
    require(Set(samples.map { Array($0.name.utf8) }).count == samples.count, "each file is used once")
    let copy = Self.folder.write("copy.jsonl", Self.lines(of: data))
    let again = requireValue("what was read can be read from a manifest of it") {
      try LabeledData(path: copy, minimumClasses: 1)
    }
    require(again.issues.isEmpty, "files that were found are found again")
    // That two classes look alike is said again.
    require(again.notes.allSatisfy(data.notes.contains), "there is nothing new to say")
    require(Self.rows(again) == Self.rows(data), "what was written reads the same")
  }

  private static func lines(of data: LabeledData) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return rows(data).flatMap { row in
      Array(requireValue("a row is JSON") { try encoder.encode(row) }) + [UInt8(ascii: "\n")]
    }
  }

  private static func rows(_ data: LabeledData) -> [[String: String]] {
    func rows(_ samples: [Sample], _ part: Part?) -> [[String: String]] {
      samples.map { sample in
        var row = ["path": sample.name, "label": data.classes[sample.label]]
        row["group"] = sample.group
        row["split"] = part?.rawValue
        return row
      }
    }
    return Part.allCases.flatMap { rows(data.parts[$0] ?? [], $0) } + rows(data.unassigned, nil)
  }
}
