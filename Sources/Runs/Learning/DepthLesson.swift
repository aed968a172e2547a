import FoveaFiles
import FoveaNetworks
import FoveaReports

/// XOR and two spirals: what one layer cannot tell apart, and more can.
struct DepthLesson {
  /// One neuron on XOR after training.
  let neuron: PlaneClassifier
  /// The outputs of the network below that was written by hand, for the corners (0,0), (0,1), (1,0), (1,1).
  let byHand: [Float]
  /// On the spirals: no hidden layer, one, two.
  let spirals: [PlaneClassifier]

  private static let data = PlanePoints.spirals()
  static let hidden: [[Int]] = [[], [16], [16, 16]]

  init(_ making: LessonMaking) throws {
    neuron = try PlaneClassifier(.xor, hidden: [], steps: 300, rate: 0.05, making)
    byHand = try DepthLesson.solution()
    spirals = try DepthLesson.hidden.map {
      try PlaneClassifier(DepthLesson.data, hidden: $0, steps: 1500, rate: 0.02, making)
    }
  }

  /// h₁ = max(0, x₁ + x₂), h₂ = max(0, x₁ + x₂ − 1), y = h₁ − 2 h₂.
  private static func solution() throws -> [Float] {
    var builder = NetworkBuilder(input: [2])
    builder.append(.linear(2), name: "hidden")
    builder.append(.relu, name: "relu")
    builder.append(.linear(1), name: "output")
    return try OpenNetwork(
      builder.build(),
      [
        "hidden.weight": Tensor([2, 2], [1, 1, 1, 1]), "hidden.bias": Tensor([2], [0, -1]),
        "output.weight": Tensor([1, 2], [1, -2]), "output.bias": Tensor([1], [0]),
      ], batch: 4
    ).run(PlanePoints.xor.inputs).logits
  }

  var lesson: Lesson {
    get throws {
      Lesson(
        topic: .depth, sections: [xor, try winding],
        numbers: [
          LessonNumber("xor-cost", "cost of one neuron on XOR after training, ln 2", neuron.cost, digits: 4),
          LessonNumber(
            "xor-by-hand", "output of the network by hand for (0, 1)", Double(byHand[1]), digits: 0),
          LessonNumber(
            "spirals-0", "share of the spirals that one neuron tells right", spirals[0].accuracy, digits: 2),
          LessonNumber("spirals-1", "with a hidden layer of 16", spirals[1].accuracy, digits: 2),
          LessonNumber("spirals-2", "with two hidden layers of 16", spirals[2].accuracy, digits: 2),
        ])
    }
  }

  private var xor: LessonContent.Section {
    LessonContent.Section(
      "xor", "One neuron draws one line",
      [
        .text(
          "A neuron says class 1 on one side of a straight line, where w · x + b > 0. No line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other. So one neuron cannot learn XOR: trained, it gives one half for each corner, and its cost is ln 2. Two hidden units that bend at different places are enough."
        ),
        .formula("h₁ = max(0, x₁ + x₂)        h₂ = max(0, x₁ + x₂ − 1)        y = h₁ − 2 h₂"),
        .table(
          heads: ["x", "XOR", "by hand"],
          rows: zip(PlanePoints.xor.points, zip(PlanePoints.xor.labels, byHand)).map {
            ["(\(fixed($0.x, 0)), \(fixed($0.y, 0)))", "\($1.0)", fixed(Double($1.1), 0)]
          }),
        .text(
          "Layers without a bend between them would not help: a product of matrices is one matrix, so any number of linear layers is one linear layer."
        ),
      ])
  }

  private var winding: LessonContent.Section {
    get throws {
      let names = ["One neuron", "A hidden layer of 16", "Two hidden layers of 16"]
      let figures = try zip(spirals, names).enumerated().map { index, pair in
        try pair.0.figure(
          "depth-\(index)", title: pair.1,
          caption:
            "Dots are the points, the strong line is where the probability is one half, the fine ones where it is 0.1 and 0.9; \(fixed(pair.0.accuracy * 100, 0)) % are right",
          DepthLesson.data)
      }
      return LessonContent.Section(
        "spirals", "Two spirals",
        [
          .text(
            "Each layer makes new features of those below it, and the next layer draws its lines among these. One hidden layer can make any border if it is wide enough; a second one makes a winding border of fewer units, as it combines what the first has bent already. All three learn for the same number of steps."
          ),
          .figures(figures),
          .table(
            heads: ["network", "parameters", "right", "cost"],
            rows: zip(names, spirals).map {
              [$0, "\($1.network.parameterCount)", "\(fixed($1.accuracy * 100, 1)) %", significant($1.cost)]
            }),
        ])
    }
  }
}
