/// The operations that RandAugment and TrivialAugment choose from.
///
/// Strengths are 0 to 1 of the widest range (arXiv:2103.10158, table 1).
enum PictureOperation: CaseIterable {
  case identity, autoContrast, equalize, rotate, solarize, posterize, color, contrast, brightness, sharpness
  case shearX, shearY, translateX, translateY

  /// Applies the operation; `sign` says to which side where there are two.
  func apply(to canvas: inout Canvas, strength: Float, sign: Float) {
    switch self {
    case .identity: break
    case .rotate: canvas.move(.rotation(sign * strength * 135))
    case .shearX: canvas.move(.shear(sign * strength * 0.99, 0))
    case .shearY: canvas.move(.shear(0, sign * strength * 0.99))
    case .translateX: canvas.move(.translation(sign * strength * Float(canvas.width) / 3, 0))
    case .translateY: canvas.move(.translation(0, sign * strength * Float(canvas.height) / 3))
    case .brightness: canvas.recolor { _ in .brightness(1 + sign * strength * 0.99) }
    case .contrast: canvas.recolor { .contrast(1 + sign * strength * 0.99, mean: $0) }
    case .color: canvas.recolor { _ in .saturation(1 + sign * strength * 0.99) }
    case .solarize:
      let threshold = Int((1 - strength) * 256)
      canvas.replaceLevels { level in UInt8(level >= threshold ? 255 - level : level) }
    case .posterize:
      let bits = 8 - Int((strength * 6).rounded())
      canvas.replaceLevels { level in UInt8((level >> (8 - bits)) << (8 - bits)) }
    case .sharpness: canvas.sharpen(1 + sign * strength * 0.99)
    case .autoContrast: canvas.replaceLevels(perChannel: PictureOperation.stretched)
    case .equalize: canvas.replaceLevels(perChannel: PictureOperation.equalized)
    }
  }

  /// The darkest level to 0 and the lightest to 255.
  private static func stretched(_ histogram: [Int]) -> [UInt8] {
    guard let low = histogram.firstIndex(where: { $0 > 0 }),
      let high = histogram.lastIndex(where: { $0 > 0 }), high > low
    else { return (0...255).map { UInt8($0) } }
    return (0..<256).map { UInt8(min(255, max(0, ($0 - low) * 255 / (high - low)))) }
  }

  /// Every level equally often, as far as levels go: Pillow's rule.
  private static func equalized(_ histogram: [Int]) -> [UInt8] {
    let used = histogram.filter { $0 > 0 }
    let step = (used.reduce(0, +) - (used.last ?? 0)) / 255
    guard used.count > 1, step > 0 else { return (0...255).map { UInt8($0) } }
    var sum = step / 2
    return histogram.map { count in
      defer { sum += count }
      return UInt8(min(255, sum / step))
    }
  }
}
