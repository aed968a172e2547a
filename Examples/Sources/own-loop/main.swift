// Drives a network step by step, keeps its weights, freezes a part and goes on, and reads features: own-loop FOLDER
import Fovea

guard CommandLine.arguments.count == 2 else { fatalError("usage: own-loop FOLDER") }
let folder = CommandLine.arguments[1]

/// Points in a square, and whether they lie in a ring.
func points(_ count: Int, using random: inout some RandomNumberGenerator) -> (inputs: [Float], labels: [Int])
{
  var (inputs, labels): ([Float], [Int]) = ([], [])
  for _ in 0..<count {
    let (x, y) = (Float.random(in: -1...1, using: &random), Float.random(in: -1...1, using: &random))
    inputs += [x, y]
    labels.append((0.3...0.8).contains((x * x + y * y).squareRoot()) ? 1 : 0)
  }
  return (inputs, labels)
}

var builder = NetworkBuilder(input: [2])
builder.append(.linear(32), name: "first")
builder.append(.activation(.relu), name: "relu1")
builder.append(.linear(32), name: "second")
builder.append(.activation(.relu), name: "relu2")
builder.append(.linear(1), name: "head")
let network = try builder.build()

// A loop of one's own: two batches a step, a rate of one's own choice.
var random = RandomSource(seed: 1).stream("points")
let step = try TrainingStep(network, batch: 128, recipe: Recipe(accumulation: 2, clipNorm: 5))
for number in 1...600 {
  var losses: [Float] = []
  for _ in 0..<2 {
    let batch = points(128, using: &random)
    losses += try step.add(batch.inputs, labels: batch.labels)
  }
  try step.update(learningRate: number < 400 ? 0.01 : 0.001)
  if number % 200 == 0 { print("step \(step.steps): loss \(losses.reduce(0, +) / Float(losses.count))") }
}

// The weights are a file that other frameworks read; whoever begins with them may freeze what is good already.
try Safetensors.write(step.parameters, metadata: ["made by": "own-loop"], to: "\(folder)/ring.safetensors")
let weights = try Safetensors.read("\(folder)/ring.safetensors")
let tuned = try TrainingStep(
  network, batch: 128,
  recipe: Recipe(groups: [.frozen("first."), ParameterGroup(prefix: "second.", rate: 0.1)]),
  initial: weights)
let batch = points(128, using: &random)
_ = try tuned.add(batch.inputs, labels: batch.labels)
try tuned.update(learningRate: 0.001)
let moved = try tuned.parameters.filter { $0.value != weights[$0.key] }.keys.sorted()
print("moved after a step with 'first' frozen: \(moved.joined(separator: ", "))")
