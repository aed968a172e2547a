// Labels every image of a folder: classify-folder MODEL FOLDER
import Fovea

let classifier = try Classifier(contentsOf: CommandLine.arguments[1])
for try await item in classifier.classify(folder: CommandLine.arguments[2]) {
  switch item.outcome {
  case .success(let classification):
    print(item.path, classification.label, classification.probability, separator: "\t")
  case .failure(let reason):
    // A bad file is a result, too: it stops nothing.
    print(item.path, "error", reason, separator: "\t")
  }
}
