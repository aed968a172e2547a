import Foundation
package import FoveaImages
package import FoveaNetworks

/// How the pictures of one epoch are changed: the same seed, epoch and sample always give the same picture.
package struct AugmentationDraw: Sendable {
  private let augmentation: Augmentation
  private let random: RandomSource
  private let epoch: Int

  /// The changes of `epoch`; nil where `augmentation` changes nothing.
  ///
  /// - Parameter random: the root stream of the run.
  package init?(_ augmentation: Augmentation, random: RandomSource, epoch: Int) {
    guard !augmentation.isNone else { return nil }
    self.augmentation = augmentation
    self.random = random
    self.epoch = epoch
  }

  /// Makes `canvas` the changed picture of `sample`, its position in the training part.
  func change(_ canvas: inout Canvas, _ pixels: UnsafePointer<UInt8>, sample: Int) {
    canvas.load(pixels)
    var random = random.stream("augment", epoch, sample)
    for step in augmentation.steps {
      step.apply(to: &canvas, &random, isOtherSide: isOtherSide(of: sample))
    }
    canvas.settle()
  }

  /// Whether it is the turn of the mirrored picture of `sample`, where the two alternate.
  private func isOtherSide(of sample: Int) -> Bool {
    var random = random.stream("flip", sample)
    return (random.uniform() < 0.5) == (epoch % 2 == 0)
  }

  /// The changed picture, for people to see.
  package func changed(_ image: Image, sample: Int) -> Image {
    var canvas = Canvas(width: image.width, height: image.height, channels: image.channels)
    image.pixels.withUnsafeBufferPointer { pixels in
      if let pixels = pixels.baseAddress { change(&canvas, pixels, sample: sample) }
    }
    return Image(
      width: image.width, height: image.height, channels: image.channels, pixels: canvas.pixels)
  }
}

enum Gaussian {
  /// e^(−x² / 2σ²), not normalised.
  static func weight(_ x: Double, sigma: Double) -> Double { exp(-x * x / (2 * sigma * sigma)) }
}

extension RandomSource {
  /// A number from −`limit` to `limit`.
  fileprivate mutating func symmetric(_ limit: Float) -> Float { (2 * uniform() - 1) * limit }

  /// A number from `low` to `high`.
  fileprivate mutating func uniform(_ low: Float, _ high: Float) -> Float { low + uniform() * (high - low) }

  /// A number whose logarithm is uniform between those of 1/`limit` and `limit`.
  fileprivate mutating func ratio(_ limit: Float) -> Float {
    Float(exp(Double(symmetric(1)) * log(Double(limit))))
  }

  fileprivate mutating func index(below count: Int) -> Int { min(count - 1, Int(uniform() * Float(count))) }
}

extension AugmentationStep {
  fileprivate func apply(
    to canvas: inout Canvas, _ random: inout RandomSource, isOtherSide: @autoclosure () -> Bool
  ) {
    let (width, height) = (Float(canvas.width), Float(canvas.height))
    switch self {
    case .horizontalFlip(let probability):
      if random.uniform() < probability { canvas.move(.scaling(-1, 1)) }
    case .alternatingFlip: if isOtherSide() { canvas.move(.scaling(-1, 1)) }
    case .verticalFlip(let probability):
      if random.uniform() < probability { canvas.move(.scaling(1, -1)) }
    case .crop(let padding):
      let (x, y) = (random.symmetric(1), random.symmetric(1))
      canvas.move(.translation((x * padding * width).rounded(), (y * padding * height).rounded()))
    case .resizedCrop(let area, let aspect):
      let share = random.uniform(area, 1).squareRoot()
      let ratio = random.ratio(aspect).squareRoot()
      let (partWidth, partHeight) = (min(1, share * ratio), min(1, share / ratio))
      let (x, y) = (random.symmetric((1 - partWidth) / 2), random.symmetric((1 - partHeight) / 2))
      canvas.move(AffineMap.scaling(partWidth, partHeight).then(.translation(x * width, y * height)))
    case .rotation(let degrees): canvas.move(.rotation(random.symmetric(degrees)))
    case .translation(let share):
      let (x, y) = (random.symmetric(share), random.symmetric(share))
      canvas.move(.translation(x * width, y * height))
    case .color(let brightness, let contrast, let saturation, let hue):
      let light = 1 + random.symmetric(brightness)
      let spread = 1 + random.symmetric(contrast)
      let colorfulness = 1 + random.symmetric(saturation)
      let turn = random.symmetric(hue)
      canvas.recolor { mean in
        var map = ColorMap.brightness(light).then(.contrast(spread, mean: mean * light))
        if saturation > 0 { map = map.then(.saturation(colorfulness)) }
        return hue > 0 ? map.then(.hue(turn)) : map
      }
    case .grayscale(let probability):
      if random.uniform() < probability { canvas.recolor { _ in .saturation(0) } }
    case .blur(let probability, let sigma):
      let (chance, strength) = (random.uniform(), random.uniform(0.1, sigma))
      if chance < probability { canvas.blur(sigma: Double(max(0.1, strength / 100 * width))) }
    case .erasing(let probability, let area): erase(&canvas, probability, area, &random)
    case .randAugment(let count, let magnitude):
      for _ in 0..<count { AugmentationStep.operate(&canvas, Float(magnitude) / 30, &random) }
    case .trivialAugment:
      let strength = Float(random.index(below: 31)) / 30
      AugmentationStep.operate(&canvas, strength, &random)
    }
  }

  private static func operate(_ canvas: inout Canvas, _ strength: Float, _ random: inout RandomSource) {
    let operation = PictureOperation.allCases[random.index(below: PictureOperation.allCases.count)]
    operation.apply(to: &canvas, strength: strength, sign: random.uniform() < 0.5 ? -1 : 1)
  }

  private func erase(
    _ canvas: inout Canvas, _ probability: Float, _ area: Float, _ random: inout RandomSource
  ) {
    guard random.uniform() < probability else { return }
    // A few draws, because a long rectangle of a large area may not fit.
    for _ in 0..<10 {
      let size = random.uniform(0.02, area) * Float(canvas.width * canvas.height)
      let ratio = random.ratio(10 / 3)
      let (width, height) = (Int((size * ratio).squareRoot()), Int((size / ratio).squareRoot()))
      let (x, y) = (random.uniform(), random.uniform())
      guard width > 0, height > 0, width <= canvas.width, height <= canvas.height else { continue }
      canvas.erase(
        x: Int(x * Float(canvas.width - width + 1)), y: Int(y * Float(canvas.height - height + 1)),
        width: width, height: height, &random)
      return
    }
  }
}
