import FoveaDatasets
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Logistic regression on pictures of two classes: one neuron with a weight a pixel.
struct LogisticLesson {
  let pictures: LessonPictures
  /// The cost of the training pictures before each step.
  let costs: [Double]
  let weights: [Float]
  /// The share of held-out pictures that is told right.
  let accuracy: Double
  /// The largest difference between the engine's first gradient and the formula's.
  let gradientDifference: Double
  let rate: Float

  static let steps = 150

  init(_ making: LessonMaking) throws {
    let pictures = try making.pictures(count: 2...2)
    let inputs = try pictures.inputs(pictures.training)
    let labels = pictures.labels(pictures.training)
    let size = pictures.preprocessing.shape.count
    // The curvature is at most a quarter of the mean squared length of a sample, with the one of the bias.
    let length = inputs.reduce(0) { $0 + $1 * $1 } / Float(labels.count) + 1
    let rate = 4 / length
    var builder = NetworkBuilder(input: [size])
    builder.append(.linear(1), name: "neuron")
    let zero = ["neuron.weight": Tensor([1, size]), "neuron.bias": Tensor([1])]
    let network = try builder.build()
    let slopes =
      try OpenNetwork(network, zero, batch: labels.count, loss: .crossEntropy)
      .run(inputs, labels: labels).slopes["neuron.weight"]?.elements ?? []
    let step = try TrainingStep(
      network, batch: labels.count,
      recipe: Recipe(
        batchSize: .all, optimizer: .sgd(momentum: 0), learningRate: rate, schedule: .constant),
      initial: zero, precision: .f32)
    var costs: [Double] = []
    for number in 0...LogisticLesson.steps {
      try making.step("steps", number, of: LogisticLesson.steps)
      let losses = try step.add(inputs, labels: labels)
      costs.append(losses.reduce(0) { $0 + Double($1) } / Double(losses.count))
      if number < LogisticLesson.steps { try step.update(learningRate: rate) }
    }
    let parameters = try step.parameters
    let held = pictures.labels(pictures.held)
    let logits = try OpenNetwork(network, parameters, batch: held.count).run(pictures.inputs(pictures.held))
      .logits
    self.pictures = pictures
    self.costs = costs
    self.rate = rate
    weights = parameters["neuron.weight"]?.elements ?? []
    accuracy = Double(zip(logits, held).count { ($0 > 0) == ($1 == 1) }) / Double(held.count)
    gradientDifference = LogisticLesson.difference(slopes, inputs, labels)
  }

  /// With zero weights every p is one half, and the gradient is the mean of (½ − y) x.
  private static func difference(_ slopes: [Float], _ inputs: [Float], _ labels: [Int]) -> Double {
    let size = slopes.count
    var sums = [Double](repeating: 0, count: size)
    for (sample, label) in labels.enumerated() {
      for place in 0..<size { sums[place] += (0.5 - Double(label)) * Double(inputs[sample * size + place]) }
    }
    return zip(slopes, sums).reduce(0) { max($0, abs(Double($1.0) - $1.1 / Double(labels.count))) }
  }

  func lesson() throws -> Lesson {
    let (first, second) = (pictures.classes[0], pictures.classes[1])
    return Lesson(
      topic: .logistic,
      sections: [
        LessonContent.Section(
          "model", "One neuron with a weight for each pixel",
          [
            .text(
              "Logistic regression is one neuron. Its input is the picture as a vector, \(weights.count) numbers freed of their mean and deviation, its output the probability of '\(second)'. It begins with zero weights, where every probability is one half and the cost is ln 2. Each step is one of gradient descent on all \(pictures.training.count) training pictures; the gradient is the mean of (p − y) x."
            ),
            .formula("p = σ(w · x + b)        ∂J/∂w = (1/m) Σ (pᵢ − yᵢ) xᵢ        ∂J/∂b = (1/m) Σ (pᵢ − yᵢ)"),
            .figures([cost]),
          ]),
        LessonContent.Section(
          "weights", "What it learned",
          [
            .text(
              "There is a weight for each pixel, so the weights are a picture. Where it is orange, brightness speaks for '\(second)', where it is blue, for '\(first)'. The sum of the products is a dot product: the picture is compared with a template. So it works as far as classes differ in where they are bright, and a shifted picture is another picture; convolutions mend that."
            ),
            .figures([try picture]),
            .text(
              "Of \(pictures.held.count) pictures that it did not see, it tells \(fixed(accuracy * 100, 1)) % right."
            ),
          ]),
      ],
      numbers: [
        LessonNumber("parameters", "weights and bias", Double(weights.count + 1), digits: 0),
        LessonNumber("first-cost", "cost before the first step, ln 2", costs[0], digits: 4),
        LessonNumber(
          "last-cost", "cost after \(LogisticLesson.steps) steps", costs[LogisticLesson.steps], digits: 3),
        LessonNumber("accuracy", "share of held-out pictures that is told right", accuracy, digits: 2),
        LessonNumber(
          "gradient-difference", "largest difference between the formula and the engine's gradient",
          gradientDifference),
      ])
  }

  private var cost: LessonFigure {
    LessonFigure(
      "logistic-cost", title: "The cost falls",
      caption: "Mean cross-entropy of the training pictures before each step; it begins at ln 2 = 0.693",
      .plot(
        LessonPlot(
          x: .init("step", 0...Double(LogisticLesson.steps), isCount: true), y: .init("cost", 0...0.7),
          lines: [LessonPlot.Line("cost", costs.enumerated().map { (x: Double($0), y: $1) }, colour: 0)])))
  }

  private var picture: LessonFigure {
    get throws {
      let geometry = pictures.geometry
      let places = geometry.width * geometry.height
      // Colours are added up.
      let map = Heatmap(
        width: geometry.width, height: geometry.height,
        values: (0..<places).map { place in
          (0..<geometry.channels.count).reduce(0) { $0 + weights[$1 * places + place] }
        })
      let scale = max(1, 168 / max(geometry.width, geometry.height))
      let means = try [0, 1].map { try pictures.mean(of: $0).enlarged(scale) }
      return try .pictures(
        "logistic-weights", title: "Means of the classes, and the weights",
        caption:
          "From the left: the mean picture of '\(pictures.classes[0])', that of '\(pictures.classes[1])', and the weights, orange where brightness speaks for the second and blue for the first",
        means + [map.picture(side: scale * max(geometry.width, geometry.height))], columns: 3, margin: 10)
    }
  }
}
