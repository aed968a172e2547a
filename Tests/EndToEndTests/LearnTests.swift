import Foundation
import TestSupport
import Testing

@Suite("fovea learn", .serialized)
struct LearnTests {
  @Test("without a topic every topic is listed")
  func list() throws {
    let outcome = try Fovea.run("learn")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    for topic in ["derivative", "descent", "propagation", "activations", "filters", "states", "samples"] {
      #expect(outcome.output.contains("\n\(topic) ") || outcome.output.hasPrefix("\(topic) "), "\(topic)")
    }
    #expect(
      try Fovea.run("learn", "--json").output.contains("\"derivative\""))
  }

  @Test("a topic becomes a page of its own, with its numbers on standard output")
  func oneTopic() throws {
    try TestPaths.withTemporaryFolder { folder in
      let outcome = try Fovea.run(["learn", "propagation", "-o", "out"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("0.4231  output p\n"))
      #expect(outcome.output.hasSuffix("  the page is out/propagation.html\n"))
      let page = try String(contentsOfFile: folder + "/out/propagation.html", encoding: .utf8)
      #expect(page.contains("fovea learn propagation -o out"))
      #expect(page.firstMatch(of: /(?:src|href)="(?!data:|#)/) == nil, "the page asks for other files")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/out/figures").sorted()
          == ["propagation.csv", "propagation.svg"])
      let json = try Fovea.run(["learn", "propagation", "-o", "out", "--json", "-q"], in: folder)
      let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect(value?["folder"] as? String == "out" && json.errors.isEmpty)
    }
  }

  @Test("a student's own pictures, of two chosen classes")
  func ownPictures() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", classes: ["dark", "gray", "light"], count: 24)
      let before = try pictures.contents()
      let out = ["-o", folder + "/out", "--threads", "1"]
      let outcome = try Fovea.run(
        ["learn", "logistic", "--data", pictures.folder, "--classes", "dark,light"] + out)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("0.6931  cost before the first step, ln 2"))
      let page = try String(contentsOfFile: folder + "/out/logistic.html", encoding: .utf8)
      #expect(page.contains("speaks for &#39;light&#39;"))
      #expect(try pictures.contents() == before)
    }
  }

  @Test("what cannot be done is said with the right code")
  func refusals() throws {
    try TestPaths.withTemporaryFolder { folder in
      let unknown = try Fovea.run(["learn", "calculus"], in: folder)
      #expect(unknown.status == 64)
      #expect(
        unknown.errors.hasPrefix(
          "error: topic 'calculus': expected all or one of derivative, matrices, neuron,"))
      let missing = try Fovea.run(["learn", "states", "--data", "none"], in: folder)
      #expect(missing.status == 66, "\(missing.errors)")
      let pictures = try Pictures(folder + "/data", count: 12)
      let few = try Fovea.run(["learn", "samples", "--data", pictures.folder], in: folder)
      #expect(few.status == 65)
      #expect(
        few.errors.contains("class 'dark': expected at least 16 readable pictures to learn from, received 9;")
      )
      // What came to nothing leaves nothing, and takes nothing away that was there.
      #expect(!FileManager.default.fileExists(atPath: folder + "/learning"))
      try FileManager.default.createDirectory(
        atPath: folder + "/mine", withIntermediateDirectories: false)
      #expect(
        try Fovea.run(["learn", "samples", "--data", pictures.folder, "-o", "mine"], in: folder).status == 65)
      #expect(FileManager.default.fileExists(atPath: folder + "/mine"))
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      let taken = try Fovea.run(["learn", "derivative", "-o", "file"], in: folder)
      #expect(taken.status == 73, "\(taken.errors)")
    }
  }
}
