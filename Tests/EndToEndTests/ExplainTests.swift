import Foundation
import FoveaImages
import TestSupport
import Testing

@Suite("fovea explain", .serialized)
struct ExplainTests {
  @Test func picturesAndTheirMaps() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(
        try Fovea.train([data.folder, "-o", run, "--model", "logistic", "--epochs", "2", "-q"]).status == 0)
      let inbox = try Pictures(folder + "/inbox", classes: [])
      try inbox.add("<b>\"1\".png", level: 30, 1)
      try inbox.add("2.png", level: 220, 2)
      try inbox.write("broken.png", Array("no picture".utf8))
      let before = try inbox.contents()
      let out = folder + "/out"
      let outcome = try Fovea.run("explain", run, inbox.folder, "-o", out)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: out).sorted() == [
          "1-2.png", "2-_b__1_.png", "contact-sheet.png", "explain.html", "explanations.csv",
          "weights-1-dark.png", "weights-2-light.png",
        ])
      #expect(
        outcome.errors.contains(
          "broken.png: not a JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF image: its bytes are text"))
      let rows = try String(contentsOfFile: out + "/explanations.csv", encoding: .utf8).split(separator: "\n")
      #expect(rows.count == 4 && rows[0] == "file,path,label,probability,explained_class,method,error,note")
      #expect(rows[1].hasPrefix("1-2.png,") && rows[1].hasSuffix(",light,occlusion,,"))
      #expect(rows[3].hasSuffix("its bytes are text\","))
      #expect(try Fovea.run("inspect", out + "/contact-sheet.png").output.contains("png, 1074×276 rgb"))
      #expect(!(try String(contentsOfFile: out + "/explain.html", encoding: .utf8)).contains("<b>\"1\""))
      #expect(try inbox.contents() == before)
    }
  }

  /// A photo twice as wide as it is high is shown whole, whatever the network takes of it.
  @Test func overlaysAreOfTheWholePhoto() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(
        try Fovea.train([data.folder, "-o", run, "--model", "logistic", "--epochs", "1", "-q"]).status == 0)
      let photo = Image(
        width: 800, height: 400, channels: 3, pixels: (0..<800 * 400 * 3).map { UInt8($0 % 251) })
      try data.write("../wide.jpg", photo.jpegBytes())
      let out = folder + "/out"
      #expect(try Fovea.run("explain", run, folder + "/wide.jpg", "-o", out, "-q").status == 0)
      #expect(try Fovea.run("inspect", out + "/1-wide.png").output.contains("png, 640×320 rgb"))
      let page = try String(contentsOfFile: out + "/explain.html", encoding: .utf8)
      #expect(page.components(separatedBy: "data:image/jpeg;base64,").count == 3)
    }
  }

  @Test func whatCannotBeExplained() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(
        try Fovea.train([data.folder, "-o", run, "--model", "logistic", "--epochs", "1", "-q"]).status == 0)
      let out = ["-o", folder + "/out"]
      let method = try Fovea.run(["explain", run, data.folder, "--method", "grad-cam"] + out)
      #expect(method.status == 69)
      #expect(
        method.errors
          == "error: grad-cam: expected a network with convolutions, received one without; use --method occlusion\n"
      )
      let named = try Fovea.run(["explain", run, data.folder, "--class", "cow"] + out)
      #expect(named.errors == "error: class 'cow': expected one of dark, light; write it as the model does\n")
      #expect(named.status == 64)
      #expect(try Fovea.run(["explain", run, folder + "/none"] + out).status == 66)
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      #expect(try Fovea.run("explain", run, data.folder, "-o", folder + "/file").status == 73)
    }
  }
}
