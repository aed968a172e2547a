import Foundation
import FoveaFiles
import FoveaNetworks
import FoveaReports

/// One neuron with fixed weights: its output, the loss of samples, and their cost.
struct NeuronLesson {
  let weights: [Float] = [2, -1]
  let bias: Float = 0.5
  /// Samples of two numbers, and their classes.
  let inputs: [[Float]] = [[1, 0.5], [0.5, 2], [-1, 0], [0, 1.5], [1.5, -0.5]]
  let labels = [1, 0, 0, 1, 1]
  /// What the engine makes of each sample: the weighted sum, and the loss.
  let sums: [Float]
  let losses: [Float]
  /// Slopes of the losses in the weighted sum at −8 for class 1.
  let slopes: (crossEntropy: Float, squaredError: Float)
  /// The sigmoid by the engine.
  let curve: (places: [Double], values: [Float], slopes: [Float])

  init() throws {
    var builder = NetworkBuilder(input: [2])
    builder.append(.linear(1), name: "neuron")
    let network = try builder.build()
    let parameters = ["neuron.weight": Tensor([1, 2], weights), "neuron.bias": Tensor([1], [bias])]
    let pass = try OpenNetwork(network, parameters, batch: inputs.count, loss: .crossEntropy)
      .run(inputs.flatMap { $0 }, labels: labels)
    (sums, losses) = (pass.logits, pass.losses)
    func slope(_ loss: Loss) throws -> Float {
      // Weights that leave the first number as it is.
      let plain = ["neuron.weight": Tensor([1, 2], [1, 0]), "neuron.bias": Tensor([1], [0])]
      return try OpenNetwork(network, plain, batch: 1, loss: loss, gradients: ["neuron"])
        .run([-8, 0], labels: [1]).gradients["neuron"]?.first ?? 0
    }
    slopes = (try slope(.crossEntropy), try slope(.halfSquaredError))
    let places = (0...160).map { Double($0) / 10 - 8 }
    let sigmoid = try Activation.sigmoid.curve(at: places)
    curve = (places, sigmoid.values, sigmoid.slopes)
  }

  /// The mean of the losses.
  var cost: Double { losses.reduce(0) { $0 + Double($1) } / Double(losses.count) }

  static func sigmoid(_ z: Double) -> Double { 1 / (1 + Foundation.exp(-z)) }

  var lesson: Lesson {
    Lesson(
      topic: .neuron,
      sections: [
        LessonContent.Section(
          "neuron", "A weighted sum and a sigmoid",
          [
            .text(
              "A neuron multiplies each number of its input with a weight, adds them up and adds a bias. The sum z can be any number. The sigmoid presses it between 0 and 1, so that it can be read as the probability of class 1: 0 becomes one half, and the odds p / (1 − p) are eᶻ. It is smooth, so that a derivative says in which direction to change the weights, and its derivative needs its value only."
            ),
            .formula("z = w · x + b        σ(z) = 1 / (1 + e⁻ᶻ)        σ'(z) = σ(z) (1 − σ(z))"),
            .figures([sigmoidFigure]),
          ]),
        LessonContent.Section(
          "loss", "Loss of one sample, cost of all",
          [
            .text(
              "The loss says how wrong the output p is for one sample whose class y is 0 or 1. Cross-entropy is the negative logarithm of the probability that was given to the true class. The cost is the mean of the losses over all samples: it is what training makes small."
            ),
            .formula("loss = −(y ln p + (1 − y) ln(1 − p))        cost = (1/m) Σ lossᵢ"),
            .table(
              heads: ["sample", "z", "p", "class", "loss"],
              rows: inputs.indices.map { index in
                [
                  "(\(inputs[index].map { significant(Double($0)) }.joined(separator: ", ")))",
                  fixed(Double(sums[index]), 2), fixed(NeuronLesson.sigmoid(Double(sums[index])), 4),
                  "\(labels[index])", fixed(Double(losses[index]), 4),
                ]
              } + [["cost", "", "", "", fixed(cost, 4)]]),
            .figures([costFigure, lossFigure]),
            .text(
              "Why not the squared error? Where the neuron is sure and wrong, at z = −8 for class 1, the squared error behind a sigmoid has hardly a slope left: nothing would be learned where most is to be learned. The slope of cross-entropy in z is p − y, close to −1 there."
            ),
          ]),
      ],
      numbers: [
        LessonNumber("sigmoid", "σ(2)", NeuronLesson.sigmoid(2), digits: 4),
        LessonNumber("loss", "loss of the first sample, −ln σ(2)", Double(losses[0]), digits: 4),
        LessonNumber("cost", "cost of the five samples", cost, digits: 4),
        LessonNumber(
          "slope-cross-entropy", "slope of cross-entropy at z = −8 for class 1", Double(slopes.crossEntropy),
          digits: 4),
        LessonNumber(
          "slope-squared", "slope of ½ (y − p)² there", Double(slopes.squaredError), digits: 6),
      ])
  }

  private var sigmoidFigure: LessonFigure {
    let places = curve.places
    return LessonFigure(
      "neuron-sigmoid", title: "The sigmoid and its derivative",
      caption: "σ(z), from 0 to 1, and its slope, at most one quarter at z = 0",
      .plot(
        LessonPlot(
          x: .init("z", -8...8), y: .init("value", 0...1),
          lines: [
            LessonPlot.Line("σ(z)", zip(places, curve.values).map { (x: $0, y: Double($1)) }, colour: 0),
            LessonPlot.Line("σ'(z)", zip(places, curve.slopes).map { (x: $0, y: Double($1)) }, colour: 1),
          ])))
  }

  private var costFigure: LessonFigure {
    LessonFigure(
      "neuron-cost", title: "The cost is the mean of the losses",
      caption: "The loss of each of five samples as a column, and their mean, the cost, as a line",
      .plot(
        LessonPlot(
          x: .init("sample", 0...6, isCount: true), y: .init("loss", 0...1.5),
          lines: [LessonPlot.Line("cost", [(x: 0, y: cost), (x: 6, y: cost)], colour: 1)],
          bars: losses.enumerated().map {
            (from: Double($0) + 0.6, to: Double($0) + 1.4, height: Double($1))
          })))
  }

  private var lossFigure: LessonFigure {
    let places = (0...160).map { Double($0) / 10 - 8 }
    func line(_ name: String, _ loss: Loss, _ colour: Int) -> LessonPlot.Line {
      LessonPlot.Line(
        name,
        places.map { z in
          (x: z, y: [Float(z)].withUnsafeBufferPointer { loss.value(logits: $0, label: 1) })
        }, colour: colour)
    }
    return LessonFigure(
      "neuron-loss", title: "Two losses for class 1",
      caption: "Cross-entropy and half the squared error by the weighted sum z, where the class is 1",
      .plot(
        LessonPlot(
          x: .init("z", -8...8), y: .init("loss", 0...8),
          lines: [line("cross-entropy", .crossEntropy, 0), line("½ (1 − p)²", .halfSquaredError, 1)])))
  }
}
