import FoveaFiles
import FoveaReports

/// Forward and back propagation by hand, beside the engine and difference quotients.
struct PropagationLesson {
  let hand = HandPropagation.example
  let engine: (loss: Double, slopes: [Double])

  static let rate = 0.5

  init() throws { engine = try hand.engine() }

  /// The largest difference between the slopes by hand and the engine's.
  var difference: Double {
    zip(hand.parameters, engine.slopes).reduce(0) { max($0, abs($1.0.slope - $1.1)) }
  }

  private func four(_ value: Double) -> String { fixed(value, 4) }

  var lesson: Lesson {
    let next = hand.stepped(rate: PropagationLesson.rate)
    return Lesson(
      topic: .propagation, sections: [forward, backward, step(next)],
      numbers: [
        LessonNumber("p", "output p", hand.p, digits: 4),
        LessonNumber("loss", "loss −ln p", hand.loss, digits: 4),
        LessonNumber("dw21", "∂loss/∂w₂₁", hand.dw.second.0, digits: 4),
        LessonNumber("next-loss", "loss after a step at the rate 0.5", next.loss, digits: 4),
        LessonNumber(
          "difference", "largest difference between the slopes by hand and the engine's", difference),
      ])
  }

  private var forward: LessonContent.Section {
    LessonContent.Section(
      "forward", "Forward",
      [
        .text(
          "Two inputs go to two hidden units, and these to one output. Each unit adds up its inputs times their weights and a bias, and a sigmoid makes its value of the sum. The sample is x = (1, 2) of class y = 1; the loss is cross-entropy."
        ),
        .formula(
          """
          z₁ = w₁₁ x₁ + w₁₂ x₂ + b₁ = 0.5·1 − 0.25·2 + 0.1 = \(four(hand.z.0))        h₁ = σ(z₁) = \(four(hand.h.0))
          z₂ = w₂₁ x₁ + w₂₂ x₂ + b₂ = −0.5·1 + 0.75·2 − 0.2 = \(four(hand.z.1))       h₂ = σ(z₂) = \(four(hand.h.1))
          s = v₁ h₁ + v₂ h₂ + c = 1·\(four(hand.h.0)) − 1.5·\(four(hand.h.1)) + 0.2 = \(four(hand.s))
          p = σ(s) = \(four(hand.p))        loss = −ln p = \(four(hand.loss))
          """),
        .figures([diagram]),
      ])
  }

  private var backward: LessonContent.Section {
    LessonContent.Section(
      "backward", "Backward",
      [
        .text(
          "How does the loss change if a weight grows a little? The chain rule answers from the right to the left, and each result is used again: the slope at the output makes those of its weights and that at the hidden units, and these make the slopes of the first weights. That is all of back propagation. It costs about as much as the way forward, for all weights at once."
        ),
        .formula(
          """
          ∂/∂s  = p − y = \(four(hand.ds))
          ∂/∂vⱼ = ∂/∂s · hⱼ = \(four(hand.dv.0)), \(four(hand.dv.1))        ∂/∂c = ∂/∂s
          ∂/∂hⱼ = ∂/∂s · vⱼ = \(four(hand.dh.0)), \(four(hand.dh.1))
          ∂/∂zⱼ = ∂/∂hⱼ · hⱼ (1 − hⱼ) = \(four(hand.dz.0)), \(four(hand.dz.1))
          ∂/∂wⱼₖ = ∂/∂zⱼ · xₖ        ∂/∂bⱼ = ∂/∂zⱼ
          """),
        .table(
          heads: ["parameter", "value", "slope by hand", "by the engine", "by differences"],
          rows: zip(hand.parameters, zip(engine.slopes, hand.numericalSlopes)).map {
            [$0.name, fixed($0.value, 2), fixed($0.slope, 6), fixed($1.0, 6), fixed($1.1, 6)]
          }),
      ])
  }

  private func step(_ next: HandPropagation) -> LessonContent.Section {
    LessonContent.Section(
      "step", "A step",
      [
        .text(
          "Each weight moves against its slope, here at the rate 0.5. The output grows from \(four(hand.p)) to \(four(next.p)), towards the class 1, and the loss falls from \(four(hand.loss)) to \(four(next.loss)). Training repeats this for all samples."
        ),
        .table(
          heads: ["parameter", "before", "after"],
          rows: zip(hand.parameters, next.parameters).map { [$0.name, four($0.value), four($1.value)] }),
      ])
  }

  private var diagram: LessonFigure {
    func weight(_ index: Int) -> (forward: String, backward: String) {
      let parameter = hand.parameters[index]
      return ("\(parameter.name) = \(fixed(parameter.value, 2))", "∂ \(four(parameter.slope))")
    }
    func edge(_ layer: Int, _ from: Int, _ to: Int, _ index: Int) -> NetworkDiagram.Edge {
      NetworkDiagram.Edge(
        layer: layer, from: from, to: to, forward: weight(index).forward, backward: weight(index).backward)
    }
    func hidden(_ name: String, _ z: Double, _ h: Double, _ dz: Double, _ bias: Int) -> NetworkDiagram.Node {
      NetworkDiagram.Node(
        name, forward: ["\(weight(bias).forward)", "z = \(four(z))", "h = \(four(h))"],
        backward: ["∂/∂z = \(four(dz))"])
    }
    return LessonFigure(
      "propagation", title: "2-2-1 units with every number",
      caption:
        "Values of the way forward are black, slopes of the loss on the way back are orange, below them",
      .network(
        NetworkDiagram(
          layers: [
            [
              NetworkDiagram.Node("x₁", forward: ["x₁ = 1"]), NetworkDiagram.Node("x₂", forward: ["x₂ = 2"]),
            ],
            [
              hidden("h₁", hand.z.0, hand.h.0, hand.dz.0, 4), hidden("h₂", hand.z.1, hand.h.1, hand.dz.1, 5),
            ],
            [
              NetworkDiagram.Node(
                "p",
                forward: [
                  weight(8).forward, "s = \(four(hand.s))", "p = \(four(hand.p))", "loss \(four(hand.loss))",
                ],
                backward: ["∂/∂s = \(four(hand.ds))"])
            ],
          ],
          edges: [
            edge(0, 0, 0, 0), edge(0, 1, 0, 1), edge(0, 0, 1, 2), edge(0, 1, 1, 3), edge(1, 0, 0, 6),
            edge(1, 1, 0, 7),
          ])))
  }
}
