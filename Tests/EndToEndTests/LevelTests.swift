import Foundation
import TestSupport
import Testing

/// A run of each family of models from pictures to labels: `Scripts/test` runs these at every level of the processor.
@Suite("At every level of the processor", .serialized)
struct LevelTests {
  static let families = [
    "logistic", "mlp", "patch-mlp", "lenet", "cnn", "resnet9", "resnet20", "resnet18", "mobilenet-v2",
    "efficientnet-lite0", "airbench", "rnn", "lstm", "gru",
  ]

  /// Two classes: their heads are what oneDNN 2.6.3 writes past the end of.
  @Test(arguments: families)
  func aFamilyLearnsAndClassifies(_ model: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      let trained = try Fovea.train([
        pictures.folder, "-o", run, "--model", model, "--img-size", "32", "--epochs", "2", "--batch-size",
        "6",
      ])
      #expect(trained.status == 0, "\(model): \(trained.errors)")
      let metrics = try JSON.object(at: run + "/metrics.json")
      #expect((metrics["log_loss"] as? Double)?.isFinite == true, "\(model)")
      let labels = try Fovea.run("classify", run + "/model.safetensors", pictures.folder, "--format", "csv")
      #expect(labels.status == 0, "\(model): \(labels.errors)")
      #expect(labels.output.split(separator: "\n").count == 25, "\(model)")
    }
  }
}
