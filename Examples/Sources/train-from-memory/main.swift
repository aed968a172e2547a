// Trains on pictures that were never files, in a loop of its own: train-from-memory
import Fovea

/// A disc or a square of random size and place.
func picture(isDisc: Bool, using random: inout some RandomNumberGenerator) -> Image {
  let side = 24
  let (x, y) = (Int.random(in: 8..<16, using: &random), Int.random(in: 8..<16, using: &random))
  let radius = Int.random(in: 4...7, using: &random)
  let pixels = (0..<side * side).map { position -> UInt8 in
    let (dx, dy) = (position % side - x, position / side - y)
    let isInside = isDisc ? dx * dx + dy * dy <= radius * radius : max(abs(dx), abs(dy)) <= radius * 9 / 10
    return UInt8((isInside ? 200 : 50) + Int.random(in: -30...30, using: &random))
  }
  return Image(width: side, height: side, channels: 1, pixels: pixels)
}

func pictures(_ count: Int, using random: inout some RandomNumberGenerator) throws -> PixelStore {
  let labels = (0..<count).map { $0 % 2 }
  let images = labels.map { picture(isDisc: $0 == 1, using: &random) }
  return try PixelStore(images: images, labels: labels, classes: ["square", "disc"])
}

var random = RandomSource(seed: 1).stream("pictures")
let (training, validation) = (try pictures(400, using: &random), try pictures(200, using: &random))

// The parts, one by one: a network for these pictures, a recipe, and a loop that stops when it is good enough.
let architecture = Architecture.lenet(LeNet())
let preprocessing = try Preprocessing(for: architecture, training: training)
let network = try architecture.network(input: preprocessing.shape, classes: 2)
var recipe = Recipe.default(for: architecture, samples: training.count)
recipe.epochs = 30
let trainer = try Trainer(
  network, training: training, validation: validation, preprocessing: preprocessing, recipe: recipe,
  precision: .f32)
while let epoch = try trainer.nextEpoch() {
  let accuracy = epoch.validationAccuracy ?? 0
  print("epoch \(epoch.number): loss \(epoch.trainingLoss), validation accuracy \(accuracy)")
  if accuracy >= 0.98 { break }
}

let model = try trainer.best().calibrated(on: validation)
let report = try Report(model, on: try pictures(200, using: &random))
print("accuracy on pictures that it never saw: \(report.result.accuracy)")
let label = try Classifier(model).classify(picture(isDisc: true, using: &random)).label
print("a disc is called: \(label)")

// What the network sees in a picture, as numbers: the values that the classes are told apart by.
let extractor = try FeatureExtractor(model)
let vector = try extractor.features(of: [picture(isDisc: true, using: &random)])[0]
print("features of '\(extractor.node)': \(vector.count) numbers, shape \(extractor.shape)")

// A run that may be stopped at any time: a checkpoint holds all that going on takes.
let checkpoint = CommandLine.arguments.dropFirst().first.map { "\($0)/last.safetensors" }
if let checkpoint {
  recipe.epochs = 3
  func fresh() throws -> Trainer {
    try Trainer(
      network, training: training, validation: nil, preprocessing: preprocessing, recipe: recipe,
      precision: .f32)
  }
  let whole = try fresh()
  while try whole.nextEpoch() != nil {}
  let first = try fresh()
  _ = try first.nextEpoch()
  try first.writeCheckpoint(to: checkpoint)
  let second = try fresh()
  try second.restore(from: checkpoint)
  while try second.nextEpoch() != nil {}
  let isExact = try second.last().parameters == whole.last().parameters
  print("resumed is \(isExact ? "bit for bit" : "not") what it would have been")
}
