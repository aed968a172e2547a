import Foundation
import FoveaFiles
import FoveaNetworks
import FoveaReports

/// Softmax as its formula says it, and as it has to be computed.
struct SoftmaxRounding {
  let logits: [Float] = [1000, 999, 998]
  /// eᶻ / Σ eᶻ in single precision.
  let naive: [Float]
  /// By the engine, which subtracts the largest first.
  let engine: [Float]
  /// The loss of the logits (0, 200) for class 0: as −ln of the rounded probability, and by the engine.
  let naiveLoss: Float
  let loss: Double

  init() throws {
    let powers = logits.map { Foundation.exp($0) }
    let sum = powers.reduce(0, +)
    naive = powers.map { $0 / sum }
    var builder = NetworkBuilder(input: [3])
    builder.append(.activation(.softmax), name: "softmax")
    engine =
      try OpenNetwork(builder.build(), batch: 1, outputs: ["softmax"]).run(logits)
      .outputs["softmax"] ?? []
    let far: [Float] = [0, 200]
    // As a program would that keeps probabilities: softmax first, the logarithm afterwards.
    naiveLoss = -Foundation.log(Foundation.exp(far[0] - far[1]) / (1 + Foundation.exp(far[0] - far[1])))
    var head = NetworkBuilder(input: [2])
    head.append(.linear(2, bias: false), name: "head")
    let identity = ["head.weight": Tensor([2, 2], [1, 0, 0, 1])]
    loss = Double(
      try OpenNetwork(head.build(), identity, batch: 1, loss: .crossEntropy).run(far, labels: [0]).losses[0])
  }

  var section: LessonContent.Section {
    LessonContent.Section(
      "softmax", "Softmax and rounding",
      [
        .text(
          "Softmax makes probabilities of any numbers. Its powers are too large for a computer soon: e⁸⁹ is beyond the largest number in single precision, so (1000, 999, 998) gives infinity over infinity, which is no number. Subtracting the largest logit from all changes nothing in the result and makes every power at most 1. In the same way the loss is computed from the logits, never as the logarithm of a probability that may have been rounded to zero."
        ),
        .formula(
          "softmax(z)ᵢ = e^zᵢ / Σ e^zⱼ = e^(zᵢ − max z) / Σ e^(zⱼ − max z)        loss = ln Σ e^zⱼ − z_class"),
        .table(
          heads: ["", "as the formula says", "by the engine"],
          rows: logits.indices.map {
            ["softmax of \(Int(logits[$0]))", "\(naive[$0])", fixed(Double(engine[$0]), 4)]
          } + [["loss of (0, 200) for class 0", "\(naiveLoss)", fixed(loss, 1)]]),
      ])
  }
}
