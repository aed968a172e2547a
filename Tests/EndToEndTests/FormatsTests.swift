import Foundation
import FoveaImages
import TestSupport
import Testing

/// Sets of TIFF, BMP, GIF, HEIC and AVIF files through the verbs.
@Suite("Formats in the verbs", .serialized)
struct FormatsTests {
  private static let hasLibraries = OptionalLibrary.allCases.allSatisfy { $0.version != nil }

  private func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: TestPaths.file("ImagesTests", "Fixtures/" + name))))
  }

  @Test(.enabled(if: hasLibraries, "libtiff or libheif is not installed"))
  func checkTrainClassifyAndExplain() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      for name in ["tiles.tiff", "still.avif", "still.heic", "noise.gif"] {
        try pictures.write("dark/" + name, fixture(name))
      }
      try pictures.write("light/pages.tif", fixture("pages.tiff"))
      try pictures.write("light/named.png", fixture("rgb.bmp"))
      let before = try pictures.contents()
      let check = try Fovea.run("check", pictures.folder)
      #expect(check.output.contains("pages.tif"), "\(check.output)")
      #expect(check.output.contains("only the first of 3 pages is read"))
      #expect(check.output.contains("named .png, its content is bmp"))
      let run = folder + "/run"
      let train = try Fovea.train(
        [pictures.folder, "-o", run, "--model", "logistic", "--epochs", "2", "-q"])
      #expect(train.status == 0, "\(train.errors)")
      let errors = try String(contentsOfFile: run + "/errors.csv", encoding: .utf8)
      #expect(
        errors.hasSuffix(
          "light/pages.tif,first-page,only the first of 3 pages is read; save the others as files of their own\n"
        ), "\(errors)")
      // From the cache as it was the first time.
      let again = try Fovea.train(
        [pictures.folder, "-o", folder + "/again", "--model", "logistic", "--epochs", "2", "-q"])
      #expect(again.status == 0)
      #expect(try String(contentsOfFile: folder + "/again/errors.csv", encoding: .utf8) == errors)
      let inbox = pictures.folder + "/light/pages.tif"
      let rows = try Fovea.run(
        "classify", run, inbox, pictures.folder + "/dark/still.heic", "--format", "csv")
      #expect(rows.status == 0)
      #expect(rows.output.contains(",,only the first of 3 pages is read; "), "\(rows.output)")
      #expect(try Fovea.run("classify", run, inbox, "--strict", "-q").status == 65)
      let maps = try Fovea.run("explain", run, pictures.folder + "/dark", "-o", folder + "/maps", "-q")
      #expect(maps.status == 0 && maps.errors.isEmpty, "\(maps.errors)")
      let sorted = try Fovea.run(
        "classify", run, pictures.folder, "--sort-into", folder + "/sorted", "--copy", "-q")
      #expect(sorted.status == 0)
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder + "/sorted")
      #expect(names.contains { $0.hasSuffix("still.avif") } && names.contains { $0.hasSuffix("tiles.tiff") })
      let inspected = try Fovea.run("inspect", inbox)
      #expect(
        inspected.output.hasSuffix("tiff, 7×5 gray, orientation 1, 3 pages, of which the first is read\n"))
      #expect(try pictures.contents() == before)
    }
  }

  /// Files that are damaged in every way: their libraries print nothing beside the command's own lines.
  @Test(.enabled(if: hasLibraries, "libtiff or libheif is not installed"))
  func librariesAreSilent() throws {
    try TestPaths.withTemporaryFolder { folder in
      let names = try FileManager.default.contentsOfDirectory(
        atPath: TestPaths.file("ImagesTests", "Fixtures")
      ).filter { $0.hasSuffix(".tiff") || $0.hasSuffix(".avif") || $0.hasSuffix(".heic") }
        // For alpha libheif chooses a decoder itself, which may speak.
        .filter { $0 != "alpha.avif" }.sorted()
      let pictures = try Pictures(folder + "/data", classes: [])
      var state: UInt64 = 99
      for name in names {
        let bytes = try fixture(name)
        for number in 0..<6 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          var changed = bytes
          let place = Int(state >> 33) % bytes.count
          changed[place] ^= UInt8(truncatingIfNeeded: state >> 20) | 1
          if number % 2 == 1 { changed.removeLast(place / 2) }
          try pictures.write("\(number)-\(name)", changed)
        }
      }
      try pictures.write("a/1.png", fixture("rgb.png"))
      try pictures.write("b/1.png", fixture("gray.png"))
      let run = folder + "/run"
      let data = try Pictures(folder + "/good")
      #expect(try Fovea.train([data.folder, "-o", run, "--model", "logistic", "-q"]).status == 0)
      let outcome = try Fovea.run("classify", run, pictures.folder, "--json", "-q")
      #expect(outcome.status == 0)
      #expect(outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.split(separator: "\n").count == names.count * 6 + 2)
    }
  }

  /// As on a machine without libtiff: a file that is no library stands in its place.
  @Test(.enabled(if: hasLibraries, "libtiff or libheif is not installed"))
  func aMissingLibraryIsNamedWithItsPackage() throws {
    #if os(Linux)
      try TestPaths.withTemporaryFolder { folder in
        for name in ["libtiff.so.6", "libtiff.so.5", "libheif.so.1"] {
          try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let libraries = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { ":" + $0 } ?? ""
        for (name, package) in [("gray.tiff", "libtiff6"), ("still.heic", "libheif1")] {
          let outcome = try Fovea.run(
            ["inspect", TestPaths.file("ImagesTests", "Fixtures/" + name)],
            environment: ["LD_LIBRARY_PATH": folder + libraries])
          #expect(outcome.status == 69)
          #expect(
            outcome.errors.hasSuffix("; on Debian and Ubuntu: apt-get install \(package)\n"),
            "\(outcome.errors)")
        }
        let other = try Fovea.run(
          ["inspect", TestPaths.file("ImagesTests", "Fixtures/palette.gif")],
          environment: ["LD_LIBRARY_PATH": folder + libraries])
        #expect(other.status == 0)
      }
    #endif
  }
}
