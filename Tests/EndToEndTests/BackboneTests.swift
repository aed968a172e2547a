import Foundation
import TestSupport
import Testing

/// `fovea backbone` and `fovea import`.
struct BackboneTests {
  @Test func aModelBecomesABackboneThatOtherVerbsTake() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let trained = try Fovea.run([
        "train", pictures.folder, "-o", folder + "/run", "--model", "logistic", "--img-size", "8", "--epochs",
        "2",
      ])
      #expect(trained.status == 0)
      func backbone(_ arguments: String...) throws -> Fovea.Outcome {
        try Fovea.run(["backbone"] + arguments, dataFolder: folder + "/kept")
      }
      let none = try backbone("list")
      #expect(none.status == 0 && none.output.isEmpty)
      #expect(none.errors.hasPrefix("no backbone is installed in \(folder)/kept/fovea/backbones; "))
      #expect(try backbone("path", "first").status == 66)
      let installed = try backbone("install", folder + "/run/model.safetensors", "--name", "first")
      let path = folder + "/kept/fovea/backbones/first/backbone.safetensors"
      #expect(installed.status == 0 && installed.output == "first: \(path)\n")
      #expect(try backbone("path", "first").output == path + "\n")
      #expect(
        try backbone("list").output
          == "first  a model of Fovea, license unknown, from model.safetensors\n")
      #expect(try backbone("list", "--json").output.contains("\"name\": \"first\""))
      #expect(try backbone("install", folder + "/run/model.safetensors", "--name", "../x").status == 64)
      let classified = try Fovea.run(["classify", path, pictures.folder, "--format", "csv"])
      #expect(classified.status == 0)
    }
  }

  @Test func aHostileCheckpointIsRefusedAndNothingIsWritten() throws {
    try TestPaths.withTemporaryFolder { folder in
      let (path, output) = (folder + "/model.pth", folder + "/model.safetensors")
      let pickle = [0x80, 2] + Array("cos\nsystem\n(S'touch \(folder)/owned'\ntR.".utf8)
      try Data(ZipBytes.archive([("model/data.pkl", pickle)])).write(to: URL(fileURLWithPath: path))
      let outcome = try Fovea.run(["import", path, "-o", output])
      #expect(outcome.status == 65)
      #expect(
        outcome.errors
          == "error: \(path): REDUCE of os.system is refused: a checkpoint is read as data, nothing in it is run; save it again with torch.save(model.state_dict(), path)\n"
      )
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.pth"])
      #expect(try Fovea.run(["import", folder + "/none.pth", "-o", output]).status == 66)
      let unknown = try Fovea.run(["import", path, "--architecture", "resnet", "-o", output])
      #expect(
        unknown.status == 64
          && unknown.errors.contains("of the architecture 'resnet'; choose one of efficientnet-lite0"))
      let wrong = try Fovea.run(["import", path, "--class-names", folder + "/none.txt", "-o", output])
      #expect(wrong.status == 66)
    }
  }
}
