import Foundation
import FoveaImages
import TestSupport
import Testing

/// What a user can get wrong: each with its words and its exit code, and nothing of theirs changed.
@Suite("Bad input", .serialized)
struct BadInputTests {
  /// Trains on good pictures with one file added, and gives the row of errors.csv about it.
  private func issue(_ name: String, _ bytes: [UInt8]) throws -> String {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      try pictures.write("dark/" + name, bytes)
      let before = try pictures.contents()
      let arguments = [pictures.folder, "--model", "logistic", "--epochs", "2", "-q"]
      #expect(try Fovea.train(arguments + ["-o", folder + "/run"]).status == 0)
      let strict = try Fovea.train(arguments + ["-o", folder + "/strict", "--strict"])
      let errors = try String(contentsOfFile: folder + "/run/errors.csv", encoding: .utf8).split(
        separator: "\n")
      let row = errors.dropFirst().first.map(String.init) ?? ""
      // --strict stops at what cannot be read at all.
      #expect(strict.status == (row.contains(",unreadable,") ? 65 : 0))
      if strict.status == 65 {
        #expect(strict.errors.hasSuffix("; repair or remove it, or leave out --strict\n"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/strict"))
      }
      #expect(try pictures.contents() == before)
      #expect(errors.count == 2)
      return row.replacingOccurrences(of: pictures.folder + "/", with: "")
    }
  }

  @Test func filesThatAreNoPictures() throws {
    #expect(
      try issue("note.jpg", Array("Buy milk".utf8))
        == "dark/note.jpg,unreadable,\"not a JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF image: its bytes are text\""
    )
    #expect(try issue("zero.png", []) == "dark/zero.png,unreadable,empty file")
  }

  @Test func picturesThatAreCut() throws {
    let jpeg = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: TestPaths.file("ImagesTests", "Fixtures/baseline.jpg"))))
    #expect(try issue("cut.jpg", Array(jpeg[..<(jpeg.count - 12)])).hasPrefix("dark/cut.jpg,recovered,"))
    #expect(
      try issue("head.jpg", Array(jpeg[..<30])).hasPrefix("dark/head.jpg,unreadable,damaged JPEG: "))
    let png = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: TestPaths.file("ImagesTests", "Fixtures/rgb.png"))))
    #expect(
      try issue("head.png", Array(png[..<30])) == "dark/head.png,unreadable,damaged PNG: the file ends early")
  }

  @Test func aPictureThatClaimsTooMuch() throws {
    let bytes = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: TestPaths.file("ImagesTests", "Fixtures/claims-60000.png"))))
    #expect(
      try issue("huge.png", bytes)
        == "dark/huge.png,unreadable,\"too large: its header claims 60000×60000 pixels, the limit is \(DecodingLimits.standardPixels); --max-pixels allows more\""
    )
  }

  /// Runs `fovea` in a folder that `make` fills, and expects one error.
  private func expect(
    _ status: Int32, _ message: (String) -> String, _ arguments: [String], _ make: (Pictures) throws -> Void
  ) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", classes: [])
      try make(pictures)
      let before = try pictures.contents()
      let outcome = try Fovea.run(
        arguments.map { $0.replacingOccurrences(of: "DATA", with: pictures.folder) })
      #expect(outcome.status == status)
      #expect(
        outcome.errors.split(separator: "\n").last.map(String.init) == "error: " + message(pictures.folder))
      #expect(try pictures.contents() == before)
    }
  }

  @Test func dataThatCannotBeLearnedFrom() throws {
    let train = ["train", "DATA", "-o", "DATA/../run", "--model", "logistic", "-q"]
    try expect(
      66, { "\($0)/none: no such file or folder; check the path" }, ["train", "DATA/none", "-q"],
      { try $0.add("a/1.png", level: 1, 1) })
    try expect(
      65,
      {
        "\($0): expected at least two classes, received only 'only'; add a folder with images of another class"
      },
      train, { try $0.add("only/1.png", level: 1, 1) })
    try expect(
      65,
      {
        "\($0): expected at least two class folders with images, received none; put the images of each class into a folder of its name"
      }, train, { try $0.write("notes.txt", Array("x".utf8)) })
    try expect(
      65,
      { _ in
        "class 'bad': none of its 3 files can be read (the first: not a JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF image: its bytes are text); repair the files or remove the class"
      }, train,
      { pictures in
        for number in 0..<4 { try pictures.add("good/\(number).png", level: 30, number) }
        for number in 0..<4 { try pictures.write("bad/\(number).png", Array("no \(number)".utf8)) }
      })
  }

  @Test func manifestRowsThatPointNowhere() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      var rows = "path,label\n"
      for number in 0..<12 { rows += "dark/\(number).png,night\nlight/\(number).png,day\n" }
      try pictures.write("all.csv", Array((rows + "gone.png,day\n").utf8))
      let arguments = [pictures.folder + "/all.csv", "--model", "logistic", "--epochs", "2"]
      let trained = try Fovea.train(arguments + ["-o", folder + "/run"])
      let words = "line 26 of the manifest names it, but there is no such file"
      #expect(trained.status == 0)
      #expect(trained.errors.contains("warning: gone.png: missing: \(words)\n"))
      let strict = try Fovea.train(arguments + ["-o", folder + "/strict", "--strict"])
      #expect(strict.status == 65)
      #expect(
        strict.errors == "error: gone.png: missing: \(words); repair or remove it, or leave out --strict\n")
      try pictures.write("none.csv", Array("path,label\ngone.png,day\n".utf8))
      let none = try Fovea.train([pictures.folder + "/none.csv", "-q"])
      #expect(none.status == 65)
    }
  }

  @Test func modelsThatAreDamagedOrOfOtherClasses() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(
        try Fovea.train([pictures.folder, "-o", run, "--model", "logistic", "--epochs", "2", "-q"]).status
          == 0)
      let model = try Data(contentsOf: URL(fileURLWithPath: run + "/model.safetensors"))
      let damaged = folder + "/damaged.safetensors"
      func status(_ bytes: Data) throws -> (Int32, String) {
        try bytes.write(to: URL(fileURLWithPath: damaged))
        let outcome = try Fovea.run("classify", damaged, pictures.folder, "-q")
        #expect(outcome.output.isEmpty)
        return (outcome.status, outcome.errors)
      }
      let cut = try status(model.dropLast(100))
      #expect(cut.0 == 65 && cut.1.hasPrefix("error: \(damaged): "), "\(cut.1)")
      var changed = model
      let place = try #require(model.firstRange(of: Data("light".utf8)))
      changed[place.lowerBound] = UInt8(ascii: "f")
      let seal = try status(changed)
      #expect(seal.0 == 65 && seal.1.hasPrefix("error: \(damaged): "), "\(seal.1)")

      let others = try Pictures(folder + "/others", classes: ["one", "two"], count: 2)
      let none = try Fovea.run("evaluate", run, others.folder, "-q")
      #expect(none.status == 65)
      #expect(
        none.errors
          == "error: the model and the data have no class in common: the model knows dark, light, the data has one, two; rename the folders or choose the other model\n"
      )
      let mixed = try Pictures(folder + "/mixed", classes: ["dark", "else"], first: 100, count: 3)
      let scored = try Fovea.run("evaluate", run, mixed.folder, "--json", "-q")
      #expect(scored.status == 0)
      #expect(
        scored.errors
          == "warning: the model lacks the class else: 3 images are left out of the scores\nwarning: the data has no images of light\n"
      )
      #expect(try JSON.object(scored.output)["samples"] as? Int == 3)
    }
  }

  @Test func wrongUsageAndRunFoldersThatExist() throws {
    #expect(try Fovea.run("train").status == 64)
    #expect(try Fovea.run("train", "x", "--model", "forest").errors.contains("named 'forest'"))
    #expect(try Fovea.run("--help").status == 0)
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let arguments = [pictures.folder, "--model", "logistic", "--epochs", "1", "-q", "-o", pictures.folder]
      let refused = try Fovea.train(arguments)
      #expect(refused.status == 73)
      #expect(
        refused.errors
          == "error: \(pictures.folder): expected a new or empty folder, received one with files in it; choose another --output, or give --overwrite\n"
      )
    }
  }

  @Test func smallerPicturesForANetworkOfOneSize() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      func train(_ model: String, _ size: String) throws -> (status: Int32, errors: String) {
        let trained = try Fovea.train([
          pictures.folder, "-o", "\(folder)/\(model)", "--model", model, "--img-size", size,
          "--progressive-scale", "0.5", "--epochs", "2",
        ])
        return (trained.status, trained.errors)
      }
      let refused = try train("mlp", "16")
      #expect(refused.status == 64)
      #expect(
        refused.errors.hasSuffix(
          "recipe, progressive scale: expected 1 for this network, which takes [768] and no smaller picture with the same weights, received 0.5\n"
        ), "\(refused.errors)")
      let grown = try train("cnn", "32")
      #expect(grown.status == 0)
      #expect(grown.errors.contains(" images, the first 60 % at 16×16 pixels, 2 epochs; "), "\(grown.errors)")
    }
  }
}
