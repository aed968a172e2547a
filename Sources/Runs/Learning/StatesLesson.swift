import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// A recurrent network that reads pictures row by row: its state after each row, and what it believes by then.
struct StatesLesson {
  static let hidden = 32
  private static let epochs = 40

  let pictures: LessonPictures
  let parameters: [String: Tensor]
  let accuracy: Double
  /// A held-out picture of up to three classes.
  let examples: [Example]
  /// The largest difference between the first state by the formula and the engine's.
  let difference: Double

  /// A picture with the states that reading it leaves.
  struct Example {
    let picture: Image
    let label: Int
    /// `[rows, hidden]`.
    let states: Tensor
    /// The probability of its class after each row.
    let belief: [Double]
  }

  init(_ making: LessonMaking) throws {
    let pictures = try making.pictures()
    let definition = RecurrentNetwork(.tanh, hidden: [StatesLesson.hidden])
    let trainer = try Trainer(
      Architecture.recurrent(definition).network(
        input: pictures.preprocessing.shape, classes: pictures.classes.count),
      training: pictures.training, validation: pictures.held, preprocessing: pictures.preprocessing,
      recipe: Recipe(
        epochs: StatesLesson.epochs, batchSize: .samples(32), learningRate: 2e-3, clipNorm: 1,
        selection: .last, seed: making.seed), precision: .f32)
    while let epoch = try trainer.nextEpoch() {
      try making.step("epochs", 16 * epoch.number, of: 16 * StatesLesson.epochs)
    }
    let parameters = try trainer.last().parameters
    let reader = try StatesLesson.reader(pictures, parameters)
    let head = try StatesLesson.tensors("head", parameters)
    examples = try (0..<min(3, pictures.classes.count)).compactMap { label in
      guard let index = pictures.held.samples.firstIndex(where: { $0.label == label }) else { return nil }
      let picture = try pictures.picture(pictures.held, index)
      let values = try reader.run(pictures.preprocessing.input(picture.pixels)).outputs["rnn1"] ?? []
      let states = Tensor([picture.height, StatesLesson.hidden], values)
      return Example(
        picture: picture, label: label, states: states,
        belief: StatesLesson.belief(states.matmul(head.weight.transposed()), head.bias, label))
    }
    self.pictures = pictures
    self.parameters = parameters
    accuracy = trainer.history.last?.validationAccuracy ?? 0
    difference = StatesLesson.firstDifference(examples, pictures, parameters)
  }

  private static func tensors(
    _ node: String, _ parameters: [String: Tensor]
  ) throws -> (weight: Tensor, bias: Tensor) {
    guard let weight = parameters["\(node).weight"], let bias = parameters["\(node).bias"] else {
      throw ExecutionError.missingParameter(node)
    }
    return (weight, bias)
  }

  /// The layers up to the states, all of which it gives.
  private static func reader(
    _ pictures: LessonPictures, _ parameters: [String: Tensor]
  ) throws -> OpenNetwork {
    var builder = NetworkBuilder(input: pictures.preprocessing.shape)
    builder.append(.sequence(.rows), name: "sequence")
    builder.append(.recurrent(.tanh, hidden: hidden), name: "rnn1")
    builder.append(.meanOverTokens, name: "mean")
    return try OpenNetwork(
      builder.build(), parameters.filter { $0.key.hasPrefix("rnn1.") }, batch: 1, outputs: ["rnn1"])
  }

  /// The probability of a class after each row, if the head saw the state by then.
  private static func belief(_ logits: Tensor, _ bias: Tensor, _ label: Int) -> [Double] {
    (0..<logits.shape[0]).map { row in
      let z = (0..<logits.shape[1]).map { Double(logits[row, $0] + bias[$0]) }
      if z.count == 1 { return 1 / (1 + exp(label == 1 ? -z[0] : z[0])) }
      let top = z.max() ?? 0
      return exp(z[label] - top) / z.reduce(0) { $0 + exp($1 - top) }
    }
  }

  /// h₁ = tanh(W x₁ + b + b'), since the state before is zero.
  private static func firstDifference(
    _ examples: [Example], _ pictures: LessonPictures, _ parameters: [String: Tensor]
  ) -> Double {
    guard let example = examples.first, let weight = parameters["rnn1.weight_ih_l0"],
      let bias = parameters["rnn1.bias_ih_l0"], let other = parameters["rnn1.bias_hh_l0"]
    else { return .nan }
    let input = pictures.preprocessing.input(example.picture.pixels)
    let (width, plane) = (pictures.geometry.width, pictures.geometry.width * pictures.geometry.height)
    let row = (0..<pictures.geometry.channels.count).flatMap { input[$0 * plane..<$0 * plane + width] }
    return (0..<hidden).reduce(0) { most, unit in
      let sum = row.enumerated().reduce(Double(bias[unit] + other[unit])) {
        $0 + Double(weight[unit, $1.offset]) * Double($1.element)
      }
      return max(most, abs(tanh(sum) - Double(example.states[0, unit])))
    }
  }

  func lesson() throws -> Lesson {
    Lesson(
      topic: .states, sections: [try reading, believing],
      numbers: [
        LessonNumber(
          "steps", "steps of a sequence: rows of a picture", Double(pictures.geometry.height), digits: 0),
        LessonNumber("accuracy", "share of held-out pictures that is told right", accuracy, digits: 2),
        LessonNumber(
          "difference", "largest difference between the first state by the formula and the engine's",
          difference),
      ])
  }

  private var reading: LessonContent.Section {
    get throws {
      let scale = max(1, 168 / max(pictures.geometry.width, pictures.geometry.height))
      let shown = examples.flatMap { example in
        [
          example.picture.enlarged(scale),
          Heatmap(width: StatesLesson.hidden, height: example.picture.height, values: example.states.elements)
            .picture(side: scale * max(StatesLesson.hidden, example.picture.height)),
        ]
      }
      return LessonContent.Section(
        "reading", "Row after row",
        [
          .text(
            "A recurrent network reads a sequence step by step and keeps a state, here \(StatesLesson.hidden) numbers from −1 to 1. Here a picture is read row by row from the top. Each new state is made of the row and the state before, always with the same weights. The last state goes to the head, which names the class. Back propagation goes the same way backwards, through every row."
          ),
          .formula("hₜ = tanh(W xₜ + b + U hₜ₋₁ + b')        h₀ = 0        class: softmax(V h_T + c)"),
          .figures([
            try .pictures(
              "states-map", title: "Pictures and the states that they leave",
              caption:
                "Pairs of a picture and its states: each row of the map is the state after that row of the picture, orange above and blue below zero",
              shown, columns: 6, margin: 8)
          ]),
          .text(
            "Rows at the top that are empty look alike in every picture; where the thing begins, the states part. It tells \(fixed(accuracy * 100, 1)) % of \(pictures.held.count) held-out pictures right, after \(StatesLesson.epochs) epochs on \(pictures.training.count)."
          ),
        ])
    }
  }

  private var believing: LessonContent.Section {
    LessonContent.Section(
      "belief", "What it believes by then",
      [
        .text(
          "The head can be asked after every row, though it was trained for the last one only. The curves show the probability of the true class by the number of rows read. They move most where the rows come that make the difference. A plain RNN forgets: what came many rows ago has been through many steps, in each of which the gradient may shrink. LSTM and GRU have gates that keep it ('fovea train --model lstm')."
        ),
        .figures([
          LessonFigure(
            "states-belief", title: "Belief by row",
            caption: "Probability of the true class, if reading ended after that row",
            .plot(
              LessonPlot(
                x: .init("rows read", 1...Double(pictures.geometry.height), isCount: true),
                y: .init("probability", 0...1),
                lines: examples.enumerated().map { index, example in
                  LessonPlot.Line(
                    pictures.classes[example.label],
                    example.belief.enumerated().map { (x: Double($0 + 1), y: $1) }, colour: index)
                })))
        ]),
      ])
  }
}
