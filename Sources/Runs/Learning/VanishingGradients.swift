import FoveaNetworks
import FoveaReports

/// How large the gradient of each layer of a deep network is before training, for some activations.
struct VanishingGradients {
  static let layers = 10
  private static let (width, samples) = (32, 64)

  /// The length of the gradient of the weights of each layer, from the input on.
  let lengths: [(activation: Activation, name: String, values: [Double])]

  init(seed: UInt64) throws {
    let kinds: [(Activation, String)] = [(.sigmoid, "sigmoid"), (.tanh, "tanh"), (.relu, "ReLU")]
    lengths = try kinds.map { ($0.0, $0.1, try VanishingGradients.lengths($0.0, seed: seed)) }
  }

  private static func lengths(_ activation: Activation, seed: UInt64) throws -> [Double] {
    let network = try Architecture.mlp(
      MultilayerPerceptron(hidden: Array(repeating: width, count: layers), activation: activation)
    ).network(input: [width], classes: 2)
    var random = RandomSource(seed: seed).stream("inputs")
    let inputs = (0..<samples * width).map { _ in random.normal() }
    let slopes = try OpenNetwork(
      network, network.initialParameters(random: RandomSource(seed: seed)), batch: samples,
      loss: .crossEntropy
    ).run(inputs, labels: (0..<samples).map { $0 % 2 }).slopes
    return (1...layers).map { layer in
      let elements = slopes["hidden\(layer).weight"]?.elements ?? []
      return elements.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
  }

  /// The gradient of the first layer over that of the last.
  func share(of activation: Activation) -> Double {
    guard let values = lengths.first(where: { $0.activation == activation })?.values else { return .nan }
    return values[0] / values[VanishingGradients.layers - 1]
  }

  var section: LessonContent.Section {
    LessonContent.Section(
      "vanishing", "Gradients that vanish",
      [
        .text(
          "On the way back the gradient is multiplied with a slope in each layer. That of the sigmoid is at most one quarter, so after ten layers next to nothing is left, and the first layers learn nothing. The slope of ReLU is 1 for every unit that is on. With first weights that suit it (He et al.) the gradient of the first layer is about as long as that of the last."
        ),
        .figures([
          LessonFigure(
            "activations-vanishing", title: "Gradient by layer",
            caption:
              "Length of the gradient of each of ten layers of 32 units before training, in powers of ten; layer 1 is next to the input",
            .plot(
              LessonPlot(
                x: .init("layer", 1...10, isCount: true), y: .init("length", 1e-8...10, isLogarithmic: true),
                lines: lengths.enumerated().map { index, line in
                  LessonPlot.Line(
                    line.name, line.values.enumerated().map { (x: Double($0 + 1), y: $1) }, colour: index,
                    hasDots: true)
                })))
        ]),
      ])
  }
}
