import Foundation
import FoveaImages
import TestSupport
import Testing

@Suite("fovea check")
struct CheckTests {
  @Test func findsAndReports() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.write("dark/broken.jpg", Array("no image".utf8))
      try pictures.add("light/again.png", level: 30, 0)
      let before = try pictures.contents()
      let text = try Fovea.run("check", folder + "/data", "-o", folder + "/out")
      #expect(text.status == 0)
      #expect(text.output.contains("26 files listed: 25 read, 0 recovered, 1 failed"), "\(text.output)")
      #expect(text.output.contains("the same picture under two labels (serious)"), "\(text.output)")
      #expect(try pictures.contents() == before)
      let page = try String(contentsOfFile: folder + "/out/check.html", encoding: .utf8)
      #expect(page.contains("data:image/png;base64,") && page.contains("dark/broken.jpg"))
      let rows = try String(contentsOfFile: folder + "/out/findings.csv", encoding: .utf8)
      #expect(rows.hasPrefix("finding,kind,serious,path,detail,label,"), "\(rows)")
      #expect(rows.contains("\n1,unreadable,"), "\(rows)")

      let json = try Fovea.run("check", folder + "/data", "--json", "--strict")
      #expect(json.status == 65)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(
        (object["files"] as? [String: Int]) == ["listed": 26, "whole": 25, "recovered": 0, "failed": 1])
      #expect((object["counts"] as? [String: Int])?["unreadable"] == 1)
    }
  }

  @Test func aSplitIsReadAgain() throws {
    try TestPaths.withTemporaryFolder { folder in
      _ = try Pictures(folder + "/data")
      let options = ["--model", "logistic", "--epochs", "2", "-q"]
      let first = try Fovea.run(
        ["train", folder + "/data", "-o", folder + "/one", "--val-split", "0.25", "--seed", "4"] + options)
      #expect(first.status == 0, "\(first.errors)")
      let second = try Fovea.run(
        ["train", folder + "/one/split.csv", "-o", folder + "/two", "--seed", "4"] + options)
      #expect(second.status == 0, "\(second.errors)")
      for name in ["split.csv", "history.csv"] where name == "split.csv" {
        #expect(
          FileManager.default.contents(atPath: "\(folder)/one/\(name)")
            == FileManager.default.contents(atPath: "\(folder)/two/\(name)"))
      }
    }
  }

  @Test func strictTrainingRefusesSeriousFindings() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.add("light/again.png", level: 30, 0)
      let strict = try Fovea.run(
        "train", folder + "/data", "-o", folder + "/run", "--model", "logistic", "--strict", "-q")
      #expect(strict.status == 65)
      #expect(
        strict.errors.contains(
          "a serious finding: the same picture under two labels, equal files: dark, light"),
        "\(strict.errors)")
    }
  }

  @Test func shardsAndListsOnStandardInput() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.add("light/new\nline.png", level: 220, 77)
      let pack = try Fovea.run("pack", folder + "/data", "-o", folder + "/shards", "--json")
      #expect(pack.status == 0 && pack.output.contains("\"packed\": 25"), "\(pack.errors)")
      #expect(try Fovea.run("pack", folder + "/data", "-o", folder + "/shards").status == 73)
      let run = try Fovea.run(
        "train", folder + "/shards", "-o", folder + "/run", "--model", "logistic", "--epochs", "5",
        "--augment", "light", "--cache-memory", "1K", "-q")
      #expect(run.status == 0, "\(run.errors)")
      let history = try String(contentsOfFile: folder + "/run/history.csv", encoding: .utf8)
      #expect(history.hasPrefix("epoch,") && history.contains(",data_share"))

      let list = folder + "/list"
      try Data("data/dark/0.png\r\ndata/light/1.png\nmissing.png\n".utf8).write(
        to: URL(fileURLWithPath: list))
      let rows = try Fovea.run(
        ["classify", folder + "/run", "-", "--format", "csv", "-q"], in: folder, input: list)
      #expect(rows.output.split(separator: "\n").count == 4, "\(rows.output)")
      #expect(
        rows.output.contains("data/dark/0.png,dark,") && rows.output.contains("data/light/1.png,light,"))
      try Data("data/light/new\nline.png\0data/dark/0.png\0".utf8).write(to: URL(fileURLWithPath: list))
      let null = try Fovea.run(
        ["classify", folder + "/run", "-", "-0", "--format", "jsonl", "-q"], in: folder, input: list)
      #expect(null.output.split(separator: "\n").count == 2 && null.output.contains("new\\nline.png"))
    }
  }

  /// Another seed, and other names of the same images, take what the first run decoded.
  @Test func decodedImagesAreFoundAgain() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.write("dark/broken.jpg", Array("no image".utf8))
      func place(_ data: String, seed: String) throws -> String {
        let run = try Fovea.run(
          "train", data, "-o", "\(folder)/run-\(seed)", "--model", "logistic", "--epochs", "1",
          "--cache-memory", "1K", "--seed", seed)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("25 files listed: 24 read, 0 recovered, 1 failed"), "\(run.errors)")
        #expect(run.errors.contains("\(data)/dark/broken.jpg: unreadable"), "\(run.errors)")
        let line = run.errors.split(separator: "\n").first { $0.hasPrefix("decoded images are in ") }
        return String(try #require(line, "\(run.errors)"))
      }
      let first = try place(folder + "/data", seed: "1")
      try FileManager.default.moveItem(atPath: folder + "/data", toPath: folder + "/moved")
      #expect(try place(folder + "/moved", seed: "2") == first)
    }
  }

  @Test func aContactSheet() throws {
    try TestPaths.withTemporaryFolder { folder in
      _ = try Pictures(folder + "/data")
      let outcome = try Fovea.run(
        "inspect", folder + "/data", "--augment", "standard", "-o", folder + "/sheet.png", "--img-size", "16")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let image = try ImageDecoder().decode(contentsOf: folder + "/sheet.png").image
      #expect(image.width == 9 * 20 + 4 && image.height == 8 * 20 + 4)
      let alone = try Fovea.run("inspect", folder + "/data", "--augment", "standard")
      #expect(alone.status == 64)
    }
  }
}
