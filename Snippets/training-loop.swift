// Trains on images in memory, one epoch at a time.

// snippet.hide
import Fovea

let images: [Image] = []
let labels: [Int] = []
let validation = try PixelStore(images: images, labels: labels, classes: ["square", "disc"])
// snippet.show
let training = try PixelStore(images: images, labels: labels, classes: ["square", "disc"])
let architecture = Architecture.lenet(LeNet())
let preprocessing = try Preprocessing(for: architecture, training: training)
let network = try architecture.network(input: preprocessing.shape, classes: 2)
let trainer = try Trainer(
  network, training: training, validation: validation, preprocessing: preprocessing,
  recipe: .default(for: architecture, samples: training.count))
while let epoch = try trainer.nextEpoch() { print(epoch.number, epoch.validationAccuracy ?? 0) }
let model = try trainer.best().calibrated(on: validation)
try model.write(to: "model.safetensors")
