// Classifies one image, several, bytes, and a folder.

// snippet.hide
import Fovea

func classify(images: [Image], body: [UInt8]) async throws {
  // snippet.show
  let classifier = try Classifier(contentsOf: "model.safetensors")
  let one = try await classifier.classify(Image(contentsOf: "1.jpg"))
  let many = try await classifier.classify(images)
  let received = try await classifier.classify(bytes: body)
  for try await item in classifier.classify(folder: "inbox") { print(item.path, item.outcome) }
  // snippet.hide
  _ = (one, many, received)
}
