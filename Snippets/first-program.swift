// Trains on a folder of class folders, and labels the images of another folder.

import Fovea

let settings = TrainingSettings(source: DataSource(path: "photos"))
let job = TrainingRun(settings, folder: RunFolder(existing: "runs/first")).start()
for try await event in job.events { if case .epoch(let epoch) = event { print(epoch.trainingLoss) } }
print(try await job.outcome().result.accuracy)

let classifier = try Classifier(contentsOf: "runs/first/model.safetensors")
for try await item in classifier.classify(folder: "inbox") { print(item.path, item.outcome) }
