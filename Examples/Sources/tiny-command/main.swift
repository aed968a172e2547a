// A command of one's own: tiny-command train DATA FOLDER | score MODEL DATA | label MODEL IMAGE…
import Foundation
import Fovea

enum UsageError: Error, CustomStringConvertible {
  case words
  var description: String { "usage: tiny-command train DATA FOLDER | score MODEL DATA | label MODEL IMAGE…" }
}

func train(_ data: String, _ folder: String) async throws {
  let settings = TrainingSettings(source: DataSource(path: data), architecture: .mlp(MultilayerPerceptron()))
  let job = TrainingRun(settings, folder: try RunFolder(folder, data: data, model: "mlp")).start()
  for try await event in job.events { if case .epoch(let epoch) = event { print(epoch.trainingLoss) } }
  print(try await job.outcome().summary)
}

func score(_ model: String, _ data: String) async throws {
  let result = try await EvaluationRun(model: model, data: data).start().outcome()
  print("accuracy \(result.accuracy) of \(result.samples) images, Cohen's kappa \(result.cohenKappa ?? 0)")
}

func label(_ model: String, _ paths: [String]) async throws {
  let classifier = try Classifier(contentsOf: model)
  for try await item in classifier.classify(paths: paths) {
    switch item.outcome {
    case .success(let answer): print(item.path, answer.label, answer.probability)
    case .failure(let reason): print(item.path, "error:", reason)
    }
  }
}

let words = Array(CommandLine.arguments.dropFirst())
do {
  switch (words.first, words.count) {
  case ("train", 3): try await train(words[1], words[2])
  case ("score", 3): try await score(words[1], words[2])
  case ("label", 3...): try await label(words[1], Array(words.dropFirst(2)))
  default: throw UsageError.words
  }
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
