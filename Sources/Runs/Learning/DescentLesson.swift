import Foundation
import FoveaNetworks
import FoveaReports

/// Gradient descent on the cost of a line through points: a rate too small, right and too large.
struct DescentLesson {
  /// One path: the weights after each step, and their costs.
  struct Path {
    let rate: Double
    let places: [(bias: Double, weight: Double)]
    let costs: [Double]
  }

  /// Rows of one and x; y = 1 + x / 2, so that the least cost is zero.
  static let features = Tensor([4, 2], [1, 0, 1, 1, 1, 2, 1, 3])
  static let targets = Tensor([4, 1], [1, 1.5, 2, 2.5])
  static let start: (bias: Float, weight: Float) = (3, -0.5)
  private static let (rates, steps) = ([0.02, 0.4, 0.5], 40)

  /// One for each rate, in ascending order.
  let paths: [Path]
  let neuron: NeuronDescent

  init(_ making: LessonMaking) throws {
    paths = DescentLesson.rates.map { DescentLesson.path(rate: $0) }
    neuron = try NeuronDescent(making)
  }

  /// The cost (1/2m) |X w − y|², and its gradient Xᵀ (X w − y) / m.
  static func cost(_ weights: Tensor) -> (value: Double, gradient: Tensor) {
    let error = features.matmul(weights) - targets
    let count = Float(features.shape[0])
    return (
      Double((error * error).sum() / (2 * count)), features.transposed().matmul(error) * (1 / count)
    )
  }

  static func path(rate: Double, steps: Int = DescentLesson.steps) -> Path {
    var weights = Tensor([2, 1], [start.bias, start.weight])
    var places: [(bias: Double, weight: Double)] = []
    var costs: [Double] = []
    for _ in 0...steps {
      let (value, gradient) = cost(weights)
      places.append((Double(weights[0, 0]), Double(weights[1, 0])))
      costs.append(value)
      weights = weights - gradient * Float(rate)
    }
    return Path(rate: rate, places: places, costs: costs)
  }

  /// The curvatures of the cost, eigenvalues of XᵀX / m, the largest first.
  static var curvatures: (largest: Double, least: Double) {
    let matrix = features.transposed().matmul(features) * (1 / Float(features.shape[0]))
    let (half, determinant) = (
      Double(matrix[0, 0] + matrix[1, 1]) / 2,
      Double(matrix[0, 0]) * Double(matrix[1, 1]) - Double(matrix[0, 1]) * Double(matrix[1, 0])
    )
    let root = (half * half - determinant).squareRoot()
    return (half + root, half - root)
  }

  /// The rate from which on the steps grow.
  static var border: Double { 2 / curvatures.largest }

  var lesson: Lesson {
    Lesson(
      topic: .descent, sections: [slope, rate, neuron.section],
      numbers: [
        LessonNumber(
          "curvature", "largest curvature L of the cost", DescentLesson.curvatures.largest, digits: 4),
        LessonNumber("border", "2 / L: larger rates diverge", DescentLesson.border, digits: 4),
        LessonNumber("small", "cost after 40 steps at the rate 0.02", paths[0].costs[40], digits: 4),
        LessonNumber("right", "cost after 40 steps at the rate 0.4", paths[1].costs[40]),
        LessonNumber("large", "cost after 40 steps at the rate 0.5", paths[2].costs[40], digits: 1),
      ] + neuron.numbers)
  }

  private var slope: LessonContent.Section {
    LessonContent.Section(
      "slope", "Downhill",
      [
        .text(
          "Four points lie on a line, y = b + w x, and b and w are to be found. The cost is half the mean squared error. It has a value for every pair of b and w, so it can be drawn as a map with lines of equal height. The gradient, the vector of both partial derivatives, points where the cost grows fastest, at right angles to these lines. Gradient descent goes a step against it, again and again; the rate η says how far."
        ),
        .formula(
          "J(b, w) = (1/2m) Σ (b + w xᵢ − yᵢ)²        ∂J/∂b = (1/m) Σ (b + w xᵢ − yᵢ)        ∂J/∂w = (1/m) Σ (b + w xᵢ − yᵢ) xᵢ\n\nb ← b − η ∂J/∂b        w ← w − η ∂J/∂w"
        ),
        .figures([contour, costs]),
      ])
  }

  private var rate: LessonContent.Section {
    LessonContent.Section(
      "rate", "The rate",
      [
        .text(
          "At the rate 0.02 each step is in the right direction and far too short: 40 of them have hardly moved along the valley. At 0.4 the path swings across the valley and comes to rest. At 0.5 it still comes closer along the valley, so that the cost falls at first; but across the valley each step lands higher on the other side than it began, and soon the cost grows without bound. The border is 2 / L, where L is the largest curvature of the cost: beyond it a step in the steepest direction goes more than twice as far as the bottom is away."
        ),
        .formula(
          "along a direction of curvature λ:   distance ← (1 − η λ) · distance,   which shrinks where 0 < η < 2 / λ"
        ),
        .table(
          heads: ["rate", "cost at the start", "after 1 step", "after 10", "after 40"],
          rows: paths.map { path in
            [significant(path.rate)] + [0, 1, 10, 40].map { significant(path.costs[$0]) }
          }),
      ])
  }

  private static let (biases, weights) = (-2.0...4.0, -1.0...2.0)

  private var contour: LessonFigure {
    let names = ["0.02: too small", "0.4: right", "0.5: too large"]
    let lines = zip(zip(paths, names), [4, 2, 1]).map { pair, colour in
      LessonPlot.Line(
        pair.1, pair.0.places.map { (x: $0.bias, y: $0.weight) }, colour: colour, hasDots: true)
    }
    let heights = LessonPlot.Surface(
      x: DescentLesson.biases, y: DescentLesson.weights,
      levels: [0.01, 0.05, 0.15, 0.4, 0.8, 1.5, 2.5, 4, 6, 9]
    ) { places in
      places.map { DescentLesson.cost(Tensor([2, 1], [Float($0.x), Float($0.y)])).value }
    }
    return LessonFigure(
      "descent-contour", title: "Three paths over one cost",
      caption:
        "Lines of equal cost over b and w, and the steps of gradient descent at three rates from (3, −0.5); the least cost is at (1, 0.5)",
      .plot(
        LessonPlot(
          x: .init("b", DescentLesson.biases), y: .init("w", DescentLesson.weights), lines: lines,
          marks: [(x: 1, y: 0.5, text: "", colour: 0)], surface: heights)))
  }

  private var costs: LessonFigure {
    let lines = zip(paths, [4, 2, 1]).map { path, colour in
      LessonPlot.Line(
        "rate \(significant(path.rate))",
        path.costs.enumerated().map { (x: Double($0), y: $1) }, colour: colour)
    }
    return LessonFigure(
      "descent-cost", title: "Cost by step",
      caption:
        "The cost after each step at three rates, in powers of ten: a straight line down is a fixed share a step",
      .plot(
        LessonPlot(
          x: .init("step", 0...40, isCount: true), y: .init("cost", 1e-6...1e4, isLogarithmic: true),
          lines: lines)))
  }
}
