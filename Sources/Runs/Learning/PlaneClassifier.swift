import Foundation
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Points of two classes in the plane.
struct PlanePoints {
  let points: [(x: Double, y: Double)]
  let labels: [Int]

  /// Two spirals that wind around each other one and a half times.
  static func spirals(perClass count: Int = 90) -> PlanePoints {
    let places = (0..<count).map { 0.25 + 0.75 * Double($0) / Double(count - 1) }
    return PlanePoints(
      points: [0, 1].flatMap { label in
        places.map { share in
          let angle = share * 3 * Double.pi + Double(label) * Double.pi
          return (x: share * cos(angle), y: share * sin(angle))
        }
      }, labels: Array(repeating: 0, count: count) + Array(repeating: 1, count: count))
  }

  /// The corners of a square, of class 1 where just one of both numbers is 1.
  static let xor = PlanePoints(
    points: [(x: 0, y: 0), (x: 0, y: 1), (x: 1, y: 0), (x: 1, y: 1)], labels: [0, 1, 1, 0])

  var inputs: [Float] { points.flatMap { [Float($0.x), Float($0.y)] } }

  /// The points as dots, a colour a class.
  var dots: [LessonPlot.Line] {
    [0, 1].map { label in
      LessonPlot.Line(
        "class \(label)", zip(points, labels).filter { $0.1 == label }.map { $0.0 }, colour: label)
    }
  }
}

/// A perceptron that was trained on points of the plane, all of them in every step.
struct PlaneClassifier {
  let network: Network
  let parameters: [String: Tensor]
  let accuracy: Double
  /// The last cost.
  let cost: Double

  init(
    _ data: PlanePoints, hidden: [Int], activation: Activation = .tanh, steps: Int,
    optimizer: Optimizer = .adam(), rate: Float, _ making: LessonMaking
  ) throws {
    network = try Architecture.mlp(MultilayerPerceptron(hidden: hidden, activation: activation))
      .network(input: [2], classes: 2)
    let step = try TrainingStep(
      network, batch: data.labels.count,
      recipe: Recipe(
        batchSize: .all, optimizer: optimizer, learningRate: rate, schedule: .constant, seed: making.seed),
      precision: .f32)
    let inputs = data.inputs
    for number in 0..<steps {
      try making.step("steps", number, of: steps)
      _ = try step.add(inputs, labels: data.labels)
      try step.update(learningRate: rate)
    }
    parameters = try step.parameters
    let pass = try OpenNetwork(network, parameters, batch: data.labels.count, loss: .crossEntropy)
      .run(inputs, labels: data.labels)
    accuracy =
      Double(zip(pass.logits, data.labels).count { ($0 > 0) == ($1 == 1) }) / Double(data.labels.count)
    cost = pass.losses.reduce(0) { $0 + Double($1) } / Double(data.labels.count)
  }

  /// The probability of class 1 at each place.
  func probabilities(at places: [(x: Double, y: Double)]) throws -> [Double] {
    try OpenNetwork(network, parameters, batch: places.count)
      .run(places.flatMap { [Float($0.x), Float($0.y)] }).logits.map { 1 / (1 + exp(-Double($0))) }
  }

  /// The share of units of the first hidden layer whose slope is zero for every point.
  func deadUnits(of data: PlanePoints, after activation: String) throws -> Double {
    let values =
      try OpenNetwork(network, parameters, batch: data.labels.count, outputs: [activation])
      .run(data.inputs).outputs[activation] ?? []
    let units = values.count / data.labels.count
    let dead = (0..<units).count { unit in
      stride(from: unit, to: values.count, by: units).allSatisfy { values[$0] == 0 }
    }
    return Double(dead) / Double(units)
  }

  /// The points, and where the probability is one half.
  func figure(_ name: String, title: String, caption: String, _ data: PlanePoints) throws -> LessonFigure {
    let (x, y) = (-1.2...1.2, -1.2...1.2)
    let heights = try LessonPlot.Surface(x: x, y: y, levels: [0.1, 0.5, 0.9], border: 0.5) {
      try probabilities(at: $0)
    }
    return LessonFigure(
      name, title: title, caption: caption,
      .plot(
        LessonPlot(
          x: .init("first number", x), y: .init("second number", y), dots: data.dots, surface: heights)))
  }
}
