import Foundation
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// The same of a neuron with one input: the engine's steps over its cross-entropy, without and with momentum.
struct NeuronDescent {
  struct Path {
    let name: String
    let places: [(bias: Double, weight: Double)]
    let costs: [Double]
  }

  /// Not to be told apart without an error, so that the least cost lies at finite weights.
  static let inputs: [Float] = [-2, -1, -0.5, 0.5, 1, 2]
  static let labels = [0, 0, 1, 0, 1, 1]
  private static let start: (bias: Float, weight: Float) = (2, -1.5)
  private static let (steps, rate) = (60, Float(0.8))

  /// Plain, and with momentum 0.8.
  let paths: [Path]

  init(_ making: LessonMaking) throws {
    paths = try [("gradient descent", 0), ("with momentum 0.8", Float(0.8))].map {
      try NeuronDescent.path($0.0, momentum: $0.1, making)
    }
  }

  private static func path(_ name: String, momentum: Float, _ making: LessonMaking) throws -> Path {
    var builder = NetworkBuilder(input: [1])
    builder.append(.linear(1), name: "neuron")
    let step = try TrainingStep(
      builder.build(), batch: inputs.count,
      recipe: Recipe(
        batchSize: .all, optimizer: .sgd(momentum: momentum), learningRate: rate, schedule: .constant),
      initial: [
        "neuron.weight": Tensor([1, 1], [start.weight]), "neuron.bias": Tensor([1], [start.bias]),
      ], precision: .f32)
    var places: [(bias: Double, weight: Double)] = []
    var costs: [Double] = []
    for number in 0...steps {
      try making.step("steps", number, of: steps)
      let parameters = try step.parameters
      places.append(
        (
          Double(parameters["neuron.bias"]?.elements.first ?? 0),
          Double(parameters["neuron.weight"]?.elements.first ?? 0)
        ))
      let losses = try step.add(inputs, labels: labels)
      costs.append(losses.reduce(0) { $0 + Double($1) } / Double(losses.count))
      try step.update(learningRate: rate)
    }
    return Path(name: name, places: places, costs: costs)
  }

  /// The mean cross-entropy at some weights, from its formula.
  static func cost(bias: Double, weight: Double) -> Double {
    zip(inputs, labels).reduce(0) { sum, sample in
      let z = Float(bias + weight * Double(sample.0))
      return sum + [z].withUnsafeBufferPointer { Loss.crossEntropy.value(logits: $0, label: sample.1) }
    } / Double(inputs.count)
  }

  var numbers: [LessonNumber] {
    [
      LessonNumber("neuron-cost", "cost of the neuron after 60 steps", paths[0].costs[60], digits: 4),
      LessonNumber("neuron-momentum", "the same with momentum 0.8", paths[1].costs[60], digits: 4),
    ]
  }

  var section: LessonContent.Section {
    LessonContent.Section(
      "neuron", "The same for a neuron",
      [
        .text(
          "Here one neuron with a bias b and a weight w tells six numbers of two classes apart, and the steps are those of the engine that trains every network of Fovea. The cost is cross-entropy: no longer a parabola, but still convex, with one lowest place. With momentum a step keeps a share of the one before: it is faster along the valley and overshoots."
        ),
        .formula("v ← μ v + ∇J        (b, w) ← (b, w) − η v"), .figures([contour]),
      ])
  }

  private var contour: LessonFigure {
    let (biases, weights) = (-2.0...4.0, -2.0...4.0)
    let heights = LessonPlot.Surface(
      x: biases, y: weights, levels: [0.34, 0.36, 0.4, 0.5, 0.65, 0.85, 1.1, 1.5, 2, 2.6, 3.3]
    ) { places in places.map { NeuronDescent.cost(bias: $0.x, weight: $0.y) } }
    return LessonFigure(
      "descent-neuron", title: "A neuron finds its weights",
      caption:
        "Lines of equal cross-entropy over bias and weight of a neuron, and 60 steps of the engine from (2, −1.5), without and with momentum",
      .plot(
        LessonPlot(
          x: .init("b", biases), y: .init("w", weights),
          lines: zip(paths, [2, 1]).map { path, colour in
            LessonPlot.Line(
              path.name, path.places.map { (x: $0.bias, y: $0.weight) }, colour: colour, hasDots: true)
          }, surface: heights)))
  }
}
