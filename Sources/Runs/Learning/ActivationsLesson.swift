import FoveaFiles
import FoveaNetworks
import FoveaReports

/// Activations and their derivatives, and what goes wrong with them.
struct ActivationsLesson {
  /// One activation over the places.
  struct Curve {
    let activation: Activation
    let name: String
    let values: [Float]
    let slopes: [Float]
  }

  static let places = (-200...200).map { Double($0) / 20 }

  let curves: [Curve]
  let rounding: SoftmaxRounding
  let vanishing: VanishingGradients
  let dying: DyingUnits

  init(_ making: LessonMaking) throws {
    let kinds: [(Activation, String)] = [
      (.sigmoid, "sigmoid"), (.tanh, "tanh"), (.relu, "ReLU"), (.leakyReLU(slope: 0.1), "leaky ReLU 0.1"),
      (.noisyReLU, "noisy ReLU"), (.silu, "SiLU"), (.gelu, "GELU"),
    ]
    curves = try kinds.map { activation, name in
      let curve = try activation.curve(at: ActivationsLesson.places, random: RandomSource(seed: making.seed))
      return Curve(activation: activation, name: name, values: curve.values, slopes: curve.slopes)
    }
    rounding = try SoftmaxRounding()
    vanishing = try VanishingGradients(seed: making.seed)
    dying = try DyingUnits(making)
  }

  /// From which distance from zero on the slope is below a hundredth, to the left and to the right; nil where it never stays so.
  static func saturation(_ curve: Curve) -> (left: Double?, right: Double?) {
    func first(_ order: [Int]) -> Double? {
      // From the end inwards for as long as it is flat.
      let flat = order.prefix { abs(curve.slopes[$0]) < 0.01 }
      return flat.last.map { places[$0] }
    }
    return (first(Array(places.indices)), first(places.indices.reversed()))
  }

  var lesson: Lesson {
    Lesson(
      topic: .activations,
      sections: [shapes, saturated] + [vanishing.section, dying.section, rounding.section],
      numbers: [
        LessonNumber("sigmoid-slope", "largest slope of the sigmoid", Double(slope(0)), digits: 2),
        LessonNumber(
          "tanh-saturated", "from here on the slope of tanh is below 0.01",
          ActivationsLesson.saturation(curves[1]).right ?? .nan, digits: 2),
        LessonNumber(
          "vanishing-sigmoid", "gradient of layer 1 as a share of that of layer 10, sigmoid",
          vanishing.share(of: .sigmoid)),
        LessonNumber("vanishing-relu", "the same with ReLU", vanishing.share(of: .relu), digits: 2),
        LessonNumber(
          "dead-right", "share of dead ReLU units at the rate \(significant(Double(DyingUnits.rates[0])))",
          dying.shares[0], digits: 2),
        LessonNumber(
          "dead-large",
          "share at the rate \(significant(Double(DyingUnits.rates[DyingUnits.rates.count - 1])))",
          dying.shares[DyingUnits.rates.count - 1], digits: 2),
        LessonNumber(
          "softmax", "softmax of (1000, 999, 998) by the engine, first", Double(rounding.engine[0]), digits: 4
        ),
        LessonNumber(
          "loss", "loss of logits (0, 200) for class 0, from the logits", rounding.loss, digits: 1),
      ])
  }

  private func slope(_ index: Int) -> Float { curves[index].slopes.max() ?? 0 }

  private var shapes: LessonContent.Section {
    LessonContent.Section(
      "shapes", "Bends",
      [
        .text(
          "An activation stands behind each layer and bends what comes out; without it layers would be one layer. Training needs its derivative. The sigmoid and tanh flatten on both sides. ReLU, max(0, x), is one half of a line: its slope is 1 or 0, and it costs nothing to compute. The leaky one keeps a small slope on the left. The noisy one adds noise of variance σ(x) before the bend while it trains. SiLU and GELU are smooth relatives of ReLU."
        ),
        .formula(
          """
          σ(x) = 1 / (1 + e⁻ˣ)        σ' = σ (1 − σ)
          tanh(x)                      tanh' = 1 − tanh²
          ReLU(x) = max(0, x)          ReLU' = 1 where x > 0, else 0
          leaky(x) = x or a x          leaky' = 1 where x > 0, else a
          SiLU(x) = x σ(x)             SiLU' = σ + x σ (1 − σ)
          GELU(x) = x Φ(x)             GELU' = Φ + x φ
          """),
        .figures([
          figure(
            "activations-values", "Activations",
            "Seven activations from −4 to 4; the dots of the noisy one are single draws", \.values, -1...4),
          figure(
            "activations-slopes", "Their derivatives",
            "The derivatives, as the engine computes them on the way back", \.slopes, -0.2...1.4),
        ]),
      ])
  }

  private func figure(
    _ name: String, _ title: String, _ caption: String, _ value: (Curve) -> [Float],
    _ range: ClosedRange<Double>
  ) -> LessonFigure {
    func points(_ curve: Curve) -> [(x: Double, y: Double)] {
      zip(ActivationsLesson.places, value(curve)).filter { abs($0.0) <= 4 }.map { (x: $0, y: Double($1)) }
    }
    let smooth = curves.filter { $0.activation != .noisyReLU }
    return LessonFigure(
      name, title: title, caption: caption,
      .plot(
        LessonPlot(
          x: .init("x", -4...4), y: .init("value", range),
          lines: smooth.enumerated().map {
            LessonPlot.Line($1.name, points($1), colour: $0, isDashed: $1.activation == .gelu)
          },
          dots: curves.filter { $0.activation == .noisyReLU }.map { curve in
            LessonPlot.Line(
              curve.name,
              points(curve).filter { range.contains($0.y) && Int(($0.x * 20).rounded()) % 3 == 0 }, colour: 7)
          })))
  }

  private var saturated: LessonContent.Section {
    func words(_ curve: Curve) -> String {
      let (left, right) = ActivationsLesson.saturation(curve)
      let parts = [left.map { "x ≤ \(fixed($0, 2))" }, right.map { "x ≥ \(fixed($0, 2))" }].compactMap { $0 }
      return parts.isEmpty ? "nowhere" : parts.joined(separator: ", ")
    }
    return LessonContent.Section(
      "saturation", "Where they saturate",
      [
        .text(
          "Where the slope is close to zero, a unit passes hardly any gradient on, whatever the loss: it is saturated. That is why inputs are freed of their mean and deviation and first weights are small."
        ),
        .table(
          heads: ["activation", "largest slope", "slope below 0.01"],
          rows: curves.filter { $0.activation != .noisyReLU }.map {
            [$0.name, fixed(Double($0.slopes.max() ?? 0), 3), words($0)]
          }),
      ])
  }
}
