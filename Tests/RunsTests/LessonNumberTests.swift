import Foundation
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaRuns

/// Each lesson's numbers against values that were worked out apart from its code.
@Suite("The numbers of lessons")
struct LessonNumberTests {
  private let alone = LessonMaking(
    topic: .activations, monitor: RunMonitor(), source: nil, classes: nil, seed: 0)

  private func close(_ a: Double, _ b: Double, _ bound: Double = 1e-9) -> Bool { abs(a - b) <= bound }

  @Test("forward and back propagation by hand are what paper says")
  func propagation() throws {
    let hand = HandPropagation.example
    #expect(close(hand.z.0, 0.1) && close(hand.z.1, 0.8))
    #expect(close(hand.h.0, 0.52497918747894) && close(hand.h.1, 0.6899744811276125))
    #expect(close(hand.s, -0.3099825342124786) && close(hand.p, 0.4231190020742914))
    #expect(close(hand.loss, 0.8601018107205495) && close(hand.ds, -0.5768809979257086))
    let slopes = [
      -0.14386029892523713, -0.28772059785047427, 0.18510065879191936, 0.37020131758383873,
      -0.14386029892523713, 0.18510065879191936, -0.30285051756307857, -0.3980331672161701,
      -0.5768809979257086,
    ]
    #expect(zip(hand.parameters, slopes).allSatisfy { close($0.slope, $1) })
    #expect(zip(hand.numericalSlopes, slopes).allSatisfy { close($0, $1, 1e-8) })
    let engine = try hand.engine()
    #expect(engine.slopes.count == 9)
    #expect(zip(engine.slopes, slopes).allSatisfy { close($0, $1, 1e-6) }, "\(engine.slopes)")
    #expect(close(engine.loss, hand.loss, 1e-6))
  }

  @Test("hand and engine agree on other networks, inputs and both classes", arguments: 0..<20)
  func otherPropagation(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    func draw() -> Double { Double(Float(random.normal())) }
    let hand = HandPropagation(
      x: (draw(), draw()), y: seed % 2 == 0 ? 1 : 0, w: ((draw(), draw()), (draw(), draw())),
      b: (draw(), draw()),
      v: (draw(), draw()), c: draw())
    let engine = try hand.engine()
    #expect(zip(hand.parameters, engine.slopes).allSatisfy { close($0.slope, $1, 2e-6) })
    #expect(close(engine.loss, hand.loss, 1e-5))
    #expect(hand.stepped(rate: 0.01).loss < hand.loss)
  }

  @Test("the quotient of x³ at 1 is 3 + 3h + h² forward and 3 + h² on both sides")
  func derivative() {
    for row in DerivativeLesson().rows.prefix(5) {
      let h = row.step
      #expect(close(row.forward, 3 + 3 * h + h * h, 1e-10))
      #expect(close(row.central, 3 + h * h, 1e-10))
    }
    let rows = DerivativeLesson().rows
    #expect(abs(rows[15].forward - 3) > 0.1, "rounding rules at h = 1e-15")
  }

  @Test("matrices, transposes and the engine's layer")
  func matrices() throws {
    let lesson = try MatricesLesson()
    #expect(lesson.product == Tensor([2, 2], [5, 11, 14, 23]))
    #expect(lesson.layer == lesson.product)
    #expect(lesson.transposeDifference == 0)
    #expect(close(lesson.cosine, 0.5.squareRoot(), 1e-7))
  }

  @Test("a neuron's sums, losses and slopes")
  func neuron() throws {
    let lesson = try NeuronLesson()
    #expect(lesson.sums == [2, -0.5, -1.5, -1, 4])
    expectClose(
      lesson.losses,
      [
        0.12692801104297263, 0.47407698418010663, 0.2014132779827524, 1.3132616875182228, 0.01814992791780973,
      ],
      .chain, "losses")
    #expect(close(lesson.cost, 0.4267659777283729, 1e-6))
    #expect(close(Double(lesson.slopes.crossEntropy), -0.9996646498695335, 1e-5))
    #expect(close(Double(lesson.slopes.squaredError), -0.0003351252487598488, 1e-8))
  }

  @Test("descent shrinks below the rate 2 / L and grows above it")
  func border() {
    // XᵀX / m = [1 1.5; 1.5 3.5]
    let root = (2.25 * 2.25 - 1.25).squareRoot()
    #expect(
      close(DescentLesson.curvatures.largest, 2.25 + root)
        && close(DescentLesson.curvatures.least, 2.25 - root))
    let below = DescentLesson.path(rate: DescentLesson.border * 0.98, steps: 400).costs
    let above = DescentLesson.path(rate: DescentLesson.border * 1.02, steps: 400).costs
    #expect(below[400] < 1e-3 * below[0])
    #expect(above[400] > 1e3 * above[0])
    // Errors 2, 1, 0 and −1.
    #expect(close(below[0], 0.75, 1e-6))
  }

  @Test("the engine's steps on a neuron go where its gradient points")
  func neuronDescent() throws {
    for path in try NeuronDescent(alone).paths {
      for (place, cost) in zip(path.places, path.costs) {
        #expect(close(cost, NeuronDescent.cost(bias: place.bias, weight: place.weight), 1e-5))
      }
    }
    let plain = try NeuronDescent(alone).paths[0]
    let slope = numericalGradient(
      of: { NeuronDescent.cost(bias: $0[0], weight: $0[1]) }, at: [2, -1.5], step: 1e-3)
    #expect(close(plain.places[1].bias, 2 - 0.8 * slope[0], 1e-4))
    #expect(close(plain.places[1].weight, -1.5 - 0.8 * slope[1], 1e-4))
    #expect(zip(plain.costs, plain.costs.dropFirst()).allSatisfy { $1 <= $0 + 1e-6 })
  }

  @Test("activations saturate where their formulas say")
  func saturation() throws {
    func curve(_ activation: Activation) throws -> ActivationsLesson.Curve {
      let curve = try activation.curve(at: ActivationsLesson.places)
      return ActivationsLesson.Curve(
        activation: activation, name: "", values: curve.values, slopes: curve.slopes)
    }
    // σ(1 − σ) = 0.01 at 4.585, 1 − tanh² = 0.01 at 2.993; places are 0.05 apart.
    let sigmoid = ActivationsLesson.saturation(try curve(.sigmoid))
    #expect(sigmoid.left == -4.6 && sigmoid.right == 4.6)
    let tanh = ActivationsLesson.saturation(try curve(.tanh))
    #expect(tanh.right == 3)
    let relu = ActivationsLesson.saturation(try curve(.relu))
    #expect(relu.left == 0 && relu.right == nil)
    let leaky = ActivationsLesson.saturation(try curve(.leakyReLU(slope: 0.1)))
    #expect(leaky.left == nil && leaky.right == nil)
    for activation in [Activation.sigmoid, .tanh, .silu, .gelu] {
      let found = try curve(activation)
      // The slope is that of the value.
      for index in stride(from: 10, to: found.slopes.count - 10, by: 7) {
        let quotient: Float = (found.values[index + 1] - found.values[index - 1]) / 0.1
        let distance = abs(quotient - found.slopes[index])
        #expect(distance < 2e-3)
      }
    }
  }

  @Test("softmax by its formula fails where the engine does not")
  func softmax() throws {
    let rounding = try SoftmaxRounding()
    let areNoNumbers = rounding.naive.allSatisfy { $0.isNaN }
    #expect(areNoNumbers)
    expectClose(
      rounding.engine, [0.6652409557748219, 0.24472847105479767, 0.09003057317038046], .chain, "softmax")
    #expect(rounding.naiveLoss == .infinity && close(rounding.loss, 200, 1e-3))
  }

  @Test("gradients of sigmoids vanish, those of ReLU do not")
  func vanishing() throws {
    let gradients = try VanishingGradients(seed: 0)
    #expect(gradients.share(of: .sigmoid) < 1e-3)
    #expect((0.2...5).contains(gradients.share(of: .relu)))
  }

  @Test("one neuron cannot learn XOR, two hidden units written by hand can")
  func xor() throws {
    let neuron = try PlaneClassifier(.xor, hidden: [], steps: 300, rate: 0.05, alone)
    #expect(close(neuron.cost, log(2), 1e-3) && neuron.accuracy <= 0.75)
    let lesson = try DepthLesson(alone)
    #expect(lesson.byHand == [0, 1, 1, 0])
    #expect(lesson.spirals[2].accuracy > 0.95 && lesson.spirals[0].accuracy < 0.7)
  }

  @Test("a convolution by hand is the engine's")
  func convolution() throws {
    var random = RandomSource(seed: 1)
    func draw(_ shape: Shape) -> Tensor { Tensor(shape, (0..<shape.count).map { _ in random.normal() }) }
    #expect(
      FiltersLesson.byHand(FiltersLesson.step, FiltersLesson.sobel).elements == [0, 4, 4, 0, 4, 4, 0, 4, 4])
    let (picture, filter) = (draw([7, 6]), draw([3, 3]))
    let engine = try FiltersLesson.filtered(picture, by: [filter], padding: .valid)[0]
    expectClose(
      engine, FiltersLesson.byHand(picture, filter).elements.map(Double.init), .chain, "convolution")
  }

  @Test("numbers are text as pages show them")
  func text() {
    #expect(LessonNumber("a", "", 3.14159, digits: 2).text == "3.14")
    #expect(LessonNumber("a", "", 2.13e-7).text == "2.13e-07")
    #expect(LessonNumber("a", "", -0.00033512, digits: 6).text == "-0.000335")
  }
}
