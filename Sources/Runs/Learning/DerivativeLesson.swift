import FoveaFiles
import FoveaNetworks
import FoveaReports

/// The derivative of x³ at 1, as a limit and as a number.
struct DerivativeLesson {
  /// A quotient for a step h.
  struct Row {
    let step: Double
    /// (f(1 + h) − f(1)) / h.
    let forward: Double
    /// (f(1 + h) − f(1 − h)) / 2h.
    let central: Double
  }

  static func cube(_ x: Double) -> Double { x * x * x }

  /// The true derivative at 1.
  static let slope = 3.0

  let rows: [Row]

  init() {
    let steps = [
      1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15,
    ]
    rows = steps.map { step in
      Row(
        step: step, forward: (DerivativeLesson.cube(1 + step) - DerivativeLesson.cube(1)) / step,
        central: numericalGradient(of: { DerivativeLesson.cube($0[0]) }, at: [1], step: step)[0])
    }
  }

  var lesson: Lesson {
    Lesson(
      topic: .derivative,
      sections: [
        LessonContent.Section(
          "limit", "A limit",
          [
            .text(
              "The derivative says how fast a function changes at one place: the slope of its tangent. It is what the slope of a secant, a line through two points of the curve, comes to when the second point moves towards the first."
            ),
            .formula(
              "f'(x) = lim (f(x + h) − f(x)) / h   for h → 0\n\nf(x) = x³:   f'(x) = 3x²,   f'(1) = 3"),
            .figures([secants]),
            .table(
              heads: ["h", "(f(1+h) − f(1)) / h", "(f(1+h) − f(1−h)) / 2h"],
              rows: rows.map { [significant($0.step), fixed($0.forward, 9), fixed($0.central, 9)] }),
          ]),
        LessonContent.Section(
          "number", "A number",
          [
            .text(
              "A computer cannot make h as small as it likes. The error of the forward quotient is about 3h, that of the central one about h²: halving the step halves the one and quarters the other. But the two values of f become so alike that their difference has hardly a digit left, and rounding takes over. That is why networks are trained with exact derivatives, by back propagation, and quotients only check them."
            ),
            .figures([errors]),
          ]),
      ],
      numbers: [
        LessonNumber("forward", "forward quotient of x³ at 1 for h = 0.1", rows[1].forward, digits: 4),
        LessonNumber("central", "central quotient of x³ at 1 for h = 0.1", rows[1].central, digits: 4),
        LessonNumber("forward-small", "forward quotient for h = 10⁻⁶", rows[6].forward, digits: 6),
        LessonNumber(
          "forward-tiny", "forward quotient for h = 10⁻¹⁵: rounding alone", rows[15].forward, digits: 4),
      ])
  }

  private var secants: LessonFigure {
    func line(_ name: String, _ slope: Double, _ colour: Int, isDashed: Bool = true) -> LessonPlot.Line {
      LessonPlot.Line(
        name, [(x: 2.0 / 3, y: 1 - slope / 3), (x: 2.2, y: 1 + slope * 1.2)], colour: colour,
        isDashed: isDashed)
    }
    return LessonFigure(
      "derivative-secants", title: "Secants become the tangent",
      caption: "The curve x³ with secants through x = 1 and x = 1 + h, and the tangent of slope 3",
      .plot(
        LessonPlot(
          x: .init("x", 0...2.2), y: .init("x³", -2...10),
          lines: [
            LessonPlot.Line(
              "x³", (0...88).map { (x: Double($0) / 40, y: DerivativeLesson.cube(Double($0) / 40)) },
              colour: 0),
            line("h = 1, slope 7", rows[0].forward, 1), line("h = 0.1, slope 3.31", rows[1].forward, 4),
            line("tangent, slope 3", DerivativeLesson.slope, 2, isDashed: false),
          ],
          marks: [(x: 1, y: 1, text: "", colour: 0), (x: 2, y: 8, text: "h = 1", colour: 1)])))
  }

  private var errors: LessonFigure {
    func line(_ name: String, _ colour: Int, _ value: (Row) -> Double) -> LessonPlot.Line {
      LessonPlot.Line(
        name,
        rows.map { (x: $0.step, y: abs(value($0) - DerivativeLesson.slope)) }.filter { $0.y > 0 },
        colour: colour, hasDots: true)
    }
    return LessonFigure(
      "derivative-error", title: "The error has a least",
      caption:
        "Distance of the quotient from 3 by the step, both axes in powers of ten: to the right the step is too large, to the left rounding rules",
      .plot(
        LessonPlot(
          x: .init("h", 1e-15...1, isLogarithmic: true),
          y: .init("error", 1e-12...10, isLogarithmic: true),
          lines: [line("forward", 0, \.forward), line("central", 1, \.central)])))
  }
}
