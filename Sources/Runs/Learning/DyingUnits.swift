import FoveaFiles
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// ReLU units that are off for every sample, by the learning rate of a short training.
struct DyingUnits {
  static let rates: [Float] = [0.05, 0.2, 0.5, 1, 2]

  /// The share of dead units after training at each rate.
  let shares: [Double]
  /// Shares of points that are told right at each rate, with ReLU and with leaky ReLU.
  let accuracies: [(relu: Double, leaky: Double)]

  init(_ making: LessonMaking) throws {
    let data = PlanePoints.spirals()
    func classifier(_ activation: Activation, _ rate: Float) throws -> PlaneClassifier {
      try PlaneClassifier(
        data, hidden: [32], activation: activation, steps: 300, optimizer: .sgd(momentum: 0.9), rate: rate,
        making)
    }
    var shares: [Double] = []
    accuracies = try DyingUnits.rates.map { rate in
      let relu = try classifier(.relu, rate)
      shares.append(try relu.deadUnits(of: data, after: "relu1"))
      return (relu.accuracy, try classifier(.leakyReLU(slope: 0.1), rate).accuracy)
    }
    self.shares = shares
  }

  var section: LessonContent.Section {
    LessonContent.Section(
      "dying", "Units that die",
      [
        .text(
          "A ReLU unit that is off for every sample has the slope zero everywhere: no gradient reaches its weights, and it stays off. One step that is too large is enough to throw it there. Here 32 units learn the two spirals for 300 steps with momentum, at five rates, and afterwards those are counted that are off for all points. A leaky unit can come back, as its slope is never zero."
        ),
        .figures([
          LessonFigure(
            "activations-dying", title: "Dead units by rate",
            caption:
              "Share of 32 ReLU units that are off for every point after 300 steps, by the learning rate in powers of ten",
            .plot(
              LessonPlot(
                x: .init("learning rate", 0.01...10, isLogarithmic: true), y: .init("share", 0...1),
                lines: [
                  LessonPlot.Line(
                    "dead units", zip(DyingUnits.rates, shares).map { (x: Double($0), y: $1) }, colour: 1,
                    hasDots: true)
                ])))
        ]),
        .table(
          heads: ["rate", "dead ReLU units", "right with ReLU", "right with leaky ReLU"],
          rows: zip(DyingUnits.rates, zip(shares, accuracies)).map { rate, measured in
            [
              significant(Double(rate)), "\(fixed(measured.0 * 100, 0)) %",
              "\(fixed(measured.1.relu * 100, 0)) %", "\(fixed(measured.1.leaky * 100, 0)) %",
            ]
          }),
      ])
  }
}
