import Foundation
import TestSupport
import Testing

/// Scores of images that a model has learned from say nothing: they are left out, and it is said.
@Suite("Images that a model was trained on", .serialized)
struct SeenImagesTests {
  private func json(_ outcome: Fovea.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)"
    )
  }

  @Test func theyAreLeftOut() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      let trained = try Fovea.train([
        pictures.folder, "--model", "logistic", "--epochs", "2", "--val-split", "0.25", "-q", "--json", "-o",
        run,
      ])
      #expect(trained.status == 0)
      let held = try #require(try json(trained)["samples"] as? Int)

      // The whole folder: only what was held out is scored.
      let whole = try Fovea.run("evaluate", run, pictures.folder, "--json")
      #expect(try json(whole)["samples"] as? Int == held)
      #expect(whole.errors.contains("of these "), "\(whole.errors)")
      #expect(
        whole.errors.contains(
          "images: they are left out of the scores (--split all scores them, too)"))
      let all = try Fovea.run("evaluate", run, pictures.folder, "--json", "--split", "all")
      #expect(try json(all)["samples"] as? Int == 24)
      #expect(all.errors.contains("which are scored as well: the scores are too good"))
      // Without data: the same part, the same scores.
      let alone = try Fovea.run("evaluate", run, "--json", "-q")
      #expect(alone.status == 0)
      #expect(try json(alone)["samples"] as? Int == held)
      #expect(try json(alone)["accuracy"] as? Double == json(trained)["accuracy"] as? Double)
      #expect(try json(alone)["split"] as? String == "val")

      // A check names the images that the model was trained on.
      let check = try Fovea.run("check", pictures.folder, "--model", run)
      #expect(check.status == 0, "\(check.errors)")
      #expect(
        check.output.contains(
          "\(run) was trained on \(24 - held) of these 24 images: 'fovea evaluate' leaves them out"),
        "\(check.output)")
      let trainedOn = try #require(
        try json(Fovea.run("check", pictures.folder, "--model", run, "--json", "-q"))["trained_on"]
          as? [String: Any])
      let trainedNames = try String(contentsOfFile: run + "/split.csv", encoding: .utf8)
        .split(separator: "\n").filter { $0.contains(",train") }
        .compactMap {
          $0.split(separator: ",").first.map {
            String($0.split(separator: "/").suffix(2).joined(separator: "/"))
          }
        }
      let found = (trainedOn["paths"] as? [String] ?? [])
        .map { $0.split(separator: "/").suffix(2).joined(separator: "/") }
      #expect(trainedOn["images"] as? Int == 24 && found.sorted() == trainedNames.sorted())

      // Copies of training images under other names are the same images.
      let copies = try Pictures(folder + "/copies", classes: [])
      let split = try String(contentsOfFile: run + "/split.csv", encoding: .utf8).split(separator: "\n")
      let training = split.filter { $0.contains("train") }.compactMap { $0.split(separator: ",").first }
      for (index, path) in training.prefix(3).enumerated() {
        let name = URL(fileURLWithPath: String(path)).deletingLastPathComponent().lastPathComponent
        try copies.write(
          "\(name)/\(index).png", [UInt8](Data(contentsOf: URL(fileURLWithPath: String(path)))))
      }
      let seen = try Fovea.run("evaluate", run, copies.folder, "--json")
      #expect(try json(seen)["samples"] as? Int == 3)
      #expect(
        seen.errors.contains(
          "the model was trained on all of these 3 images: the scores say nothing about others"))
    }
  }

  @Test func aModelWithoutItsRunNeedsData() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(
        try Fovea.train([pictures.folder, "--model", "logistic", "--epochs", "1", "-q", "-o", run]).status
          == 0)
      try FileManager.default.createDirectory(atPath: folder + "/moved", withIntermediateDirectories: false)
      try FileManager.default.copyItem(
        atPath: run + "/model.safetensors", toPath: folder + "/moved/model.safetensors")
      let outcome = try Fovea.run("evaluate", folder + "/moved/model.safetensors", "-q")
      #expect(outcome.status == 66)
      #expect(outcome.errors.contains("config.json"), "\(outcome.errors)")
      #expect(try Fovea.run("evaluate", run, "--split", "test").status == 64)
      // Nothing tells which images it was trained on.
      let check = try Fovea.run(
        "check", pictures.folder, "--model", folder + "/moved/model.safetensors", "-q")
      #expect(check.status == 65)
      #expect(
        check.errors.contains(
          "/moved/digests.json: expected digests of the images that the model was trained on, received none"),
        "\(check.errors)")
      #expect(
        try Fovea.run("evaluate", folder + "/moved/model.safetensors", pictures.folder, "-q").status == 0)
    }
  }
}
