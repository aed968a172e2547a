import Foundation
import FoveaImages
import TestSupport
import Testing

/// Files that cannot be read, or only in part: what classify and explain say of them, and their exit codes.
@Suite("Files read in part", .serialized)
struct PartlyReadTests {
  /// A run, and a folder with a whole picture, one of which the first rows are real, and one that is none.
  private func withRun(_ body: (_ run: String, _ inbox: Pictures) throws -> Void) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run, "--model", "logistic", "-q"]).status == 0)
      let inbox = try Pictures(folder + "/inbox", classes: [])
      try inbox.add("1.png", level: 30, 1)
      let bytes = try #require(FileManager.default.contents(atPath: inbox.folder + "/1.png"))
      try inbox.write("2.png", Array(bytes.prefix(bytes.count / 2)))
      try inbox.write("3.png", Array("no picture".utf8))
      try body(run, inbox)
    }
  }

  private let words = "the file ends early; "

  @Test func classifySaysSo() throws {
    try withRun { run, inbox in
      let csv = try Fovea.run("classify", run, inbox.folder, "--format", "csv")
      #expect(csv.status == 0)
      #expect(csv.errors.hasSuffix("3 files, 1 could not be read, 1 could be read only in part\n"))
      let rows = csv.output.split(separator: "\n")
      #expect(rows[1].hasSuffix(",,"), "\(rows[1])")
      #expect(rows[2].contains(",,the file ends early; ") && rows[2].hasSuffix(" of 16 rows are real"))
      let items = try Fovea.run("classify", run, inbox.folder, "--json", "-q").output.split(separator: "\n")
        .map { try JSON.object(String($0)) }
      #expect((items[1]["note"] as? String)?.hasPrefix(words) == true)
      #expect(items[0]["note"] == nil && items[1]["label"] != nil)
      let table = try Fovea.run("classify", run, inbox.folder, "-q").output
      #expect(table.components(separatedBy: "only in part: " + words).count == 2)
    }
  }

  @Test func explainSaysSo() throws {
    try withRun { run, inbox in
      let output = inbox.folder + "/../maps"
      let outcome = try Fovea.run("explain", run, inbox.folder, "-o", output)
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains("warning: \(inbox.folder)/2.png: only in part: \(words)"))
      #expect(outcome.output.contains("2.png\tonly in part: " + words))
      let list = try String(contentsOfFile: output + "/explanations.csv", encoding: .utf8)
      #expect(list.hasPrefix("file,path,label,probability,explained_class,method,error,note\n"))
      #expect(list.contains("," + words))
    }
  }

  @Test func strictRefuses() throws {
    try withRun { run, inbox in
      try FileManager.default.removeItem(atPath: inbox.folder + "/3.png")
      let classified = try Fovea.run("classify", run, inbox.folder, "--strict", "-q")
      #expect(classified.status == 65)
      #expect(
        classified.errors.hasPrefix("error: \(inbox.folder)/2.png: it can be read only in part: \(words)"))
      let explained = try Fovea.run(
        "explain", run, inbox.folder, "-o", inbox.folder + "/../maps", "--strict", "-q")
      #expect(explained.status == 65)
      #expect(explained.errors.hasPrefix("error: \(inbox.folder)/2.png: recovered: \(words)"))
      #expect(try Fovea.run("classify", run, inbox.folder + "/1.png", "--strict", "-q").status == 0)
    }
  }

  @Test func nothingReadIsNoSuccess() throws {
    try withRun { run, inbox in
      let (broken, gone) = (inbox.folder + "/3.png", inbox.folder + "/4.png")
      for verb in [["classify", run], ["explain", run, "-o", inbox.folder + "/../maps"]] {
        let unread = try Fovea.run(verb + [broken, "-q"])
        #expect(unread.status == 65)
        #expect(
          unread.errors.hasSuffix(
            "error: \(broken): not a JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF image: its bytes are text\n"
          ), "\(unread.errors)")
        for paths in [[gone], [inbox.folder + "/1.png", gone]] {
          let missing = try Fovea.run(verb + paths + ["-q"])
          #expect(missing.status == 66)
          #expect(
            missing.errors.hasSuffix("error: \(gone): no such file or folder; check the path\n"),
            "\(missing.errors)")
        }
      }
    }
  }

  /// A name can neither steer the terminal nor look like another column or row.
  @Test func namesAreShownWithoutControls() throws {
    try withRun { run, inbox in
      let folder = try Pictures(inbox.folder + "/../odd", classes: [])
      try folder.add("a\tb\u{1b}[31m\u{7}\n.png", level: 30, 1)
      try folder.write("c\u{1b}.png", Array("no picture".utf8))
      let table = try Fovea.run("classify", run, folder.folder)
      let rows = table.output.split(separator: "\n").map { $0.split(separator: "\t").count }
      #expect(rows == [3, 3], "\(table.output)")
      let strict = try Fovea.run("classify", run, folder.folder + "/c\u{1b}.png", "--strict")
      for text in [table.output, table.errors, strict.errors] {
        #expect(!text.contains("\u{1b}") && !text.contains("\u{7}"))
      }
      #expect(strict.errors.contains("c\\u{1B}.png"))
    }
  }

  @Test func inspectSaysWhoseFaultItIs() throws {
    try withRun { _, inbox in
      func inspect(_ name: String, _ bytes: [UInt8]) throws -> Fovea.Outcome {
        try inbox.write(name, bytes)
        return try Fovea.run("inspect", inbox.folder + "/" + name)
      }
      let png = try Image(width: 4, height: 4, channels: 1, pixels: Array(repeating: 9, count: 16)).pngBytes()
      #expect(try inspect("cut.png", Array(png.prefix(20))).status == 65)
      #expect(try inspect("empty.png", []).status == 65)
      #expect(try inspect("photo.psd", Array("8BPS".utf8)).status == 69)
      #expect(try inspect("none.tar", Array("no archive".utf8)).status == 65)
    }
  }

  @Test func inspectShowsShards() throws {
    try withRun { run, inbox in
      let data = inbox.folder + "/../data"
      let shards = inbox.folder + "/../shards"
      #expect(try Fovea.run("pack", data, "-o", shards, "-q").status == 0)
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: shards).first { $0.hasSuffix(".tar") })
      let shown = try Fovea.run("inspect", shards + "/" + name)
      #expect(shown.status == 0 && shown.output.contains("dark"), "\(shown.errors)")
    }
  }

  @Test func theLimitOfPixelsIsAnOption() throws {
    try withRun { run, inbox in
      let picture = inbox.folder + "/1.png"
      let refused = try Fovea.run("classify", run, picture, "--max-pixels", "255", "-q")
      #expect(refused.status == 65)
      #expect(
        refused.errors
          == "error: \(picture): too large: its header claims 16×16 pixels, the limit is 255; --max-pixels allows more\n"
      )
      #expect(try Fovea.run("classify", run, picture, "--max-pixels", "256", "-q").status == 0)
      let data = inbox.folder + "/../data"
      #expect(try Fovea.run("check", data, "--max-pixels", "255").output.contains("the limit is 255"))
      #expect(try Fovea.run("classify", run, picture, "--max-pixels", "0").status == 64)
      // Every verb that reads pictures takes it, and a run that began with it goes on with it.
      let shards = inbox.folder + "/../shards"
      let pack = try Fovea.run("pack", data, "-o", shards, "--max-pixels", "255", "--json")
      #expect(pack.output.contains("\"packed\": 0") && pack.errors.contains("the limit is 255"))
      #expect(try Fovea.run("pack", data, "-o", shards, "--max-pixels", "0").status == 64)
      for arguments in [
        ["evaluate", run, data], ["compare", run, run, "--data", data],
        ["explain", run, picture, "-o", inbox.folder + "/../maps"],
        ["train", data, "--model", "logistic", "--epochs", "1", "-o", inbox.folder + "/../refused"],
      ] {
        let outcome = try Fovea.run(arguments + ["--max-pixels", "255"])
        #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains("the limit is 255"), "\(arguments): \(outcome.errors)")
      }
    }
  }
}
