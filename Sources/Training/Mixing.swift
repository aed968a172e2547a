import Foundation
import FoveaDatasets
import FoveaNetworks

/// Mixup and CutMix of the images of a batch and their targets; where both are on, one is drawn for each
/// batch.
public struct Mixing: Hashable, Sendable {
  /// α of mixup: x = λ·xᵢ + (1 − λ)·xⱼ with λ from Beta(α, α); 0 does not mix.
  ///
  /// Zhang et al.: *mixup: Beyond Empirical Risk Minimization*, arXiv:1710.09412.
  public var mixup: Float
  /// α of cutmix: a rectangle of xⱼ, a share 1 − λ of the picture, is put into xᵢ, λ from Beta(α, α); 0 does not cut.
  ///
  /// Yun et al.: *CutMix*, arXiv:1905.04899.
  public var cutmix: Float

  /// Makes a mixing by two alphas; 0 does not mix.
  public init(mixup: Float = 0, cutmix: Float = 0) { (self.mixup, self.cutmix) = (mixup, cutmix) }

  var isActive: Bool { mixup > 0 || cutmix > 0 }
}

/// How the pictures of one batch are mixed: each with its partner, the one as far from the end as it is from the
/// start.
enum MixDraw: Hashable {
  case none
  /// Keeps this share of each picture's values.
  case blend(keep: Float)
  /// Exchanges the pixels of a rectangle.
  case exchange(rows: Range<Int>, columns: Range<Int>)

  init(_ mixing: Mixing, width: Int, height: Int, random: RandomSource) {
    guard mixing.isActive else {
      self = .none
      return
    }
    var random = random
    let cuts = mixing.mixup == 0 || (mixing.cutmix > 0 && random.uniform() < 0.5)
    guard cuts else {
      self = .blend(keep: random.beta(mixing.mixup))
      return
    }
    let side = (1 - random.beta(mixing.cutmix)).squareRoot()
    func range(_ length: Int) -> Range<Int> {
      let half = Int((side * Float(length) / 2).rounded())
      let center = min(length - 1, Int(random.uniform() * Float(length)))
      return max(0, center - half)..<min(length, center + half)
    }
    let rows = range(height)
    self = .exchange(rows: rows, columns: range(width))
  }

  /// The share of an image that is not replaced, of `width` × `height` pixels.
  func keep(width: Int, height: Int) -> Float {
    switch self {
    case .none: 1
    case .blend(let keep): keep
    case .exchange(let rows, let columns): 1 - Float(rows.count * columns.count) / Float(width * height)
    }
  }

  /// The partner of sample `index` in a batch of `count`.
  static func partner(of index: Int, in count: Int) -> Int { count - 1 - index }

  /// Mixes a batch in place, row-major in the layout of `preprocessing`.
  ///
  /// - Parameter perform: runs its second argument for 0 ..< its first, in any order and in parallel.
  func apply(
    to input: UnsafeMutableBufferPointer<Float>, count: Int, preprocessing: Preprocessing,
    perform: (Int, (Int) -> Void) -> Void
  ) {
    guard self != .none, let base = input.baseAddress else { return }
    let size = preprocessing.shape.count
    let channels = size / (preprocessing.geometry.width * preprocessing.geometry.height)
    // Pairs are disjoint, so they may be mixed in any order; the middle of an odd batch is its own partner.
    perform(count / 2) { first in
      let (a, b) = (base + first * size, base + MixDraw.partner(of: first, in: count) * size)
      switch self {
      case .none: break
      case .blend(let keep):
        for i in 0..<size {
          let (x, y) = (a[i], b[i])
          a[i] = keep * x + (1 - keep) * y
          b[i] = keep * y + (1 - keep) * x
        }
      case .exchange(let rows, let columns):
        for channel in 0..<channels {
          for y in rows {
            for x in columns {
              let i = preprocessing.position(channel: channel, y: y, x: x)
              swap(&a[i], &b[i])
            }
          }
        }
      }
    }
  }
}

extension RandomSource {
  /// A number from Beta(α, α), by two Gamma(α) variables.
  mutating func beta(_ alpha: Float) -> Float {
    let (x, y) = (gamma(Double(alpha)), gamma(Double(alpha)))
    // Both underflow only where α is close to zero: then it is a coin.
    return x + y > 0 ? Float(x / (x + y)) : (uniform() < 0.5 ? 0 : 1)
  }

  /// A number from Gamma(α) of scale one.
  ///
  /// Marsaglia, Tsang: *A Simple Method for Generating Gamma Variables*, ACM TOMS 26 (2000); for α below one times
  /// u^(1/α).
  private mutating func gamma(_ alpha: Double) -> Double {
    if alpha < 1 {
      let shrink = Foundation.pow(max(Double(uniform()), 0x1p-25), 1 / alpha)
      return gamma(alpha + 1) * shrink
    }
    let d = alpha - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = Double(normal())
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      let u = max(Double(uniform()), 0x1p-25)
      if Foundation.log(u) < x * x / 2 + d - d * cube + d * Foundation.log(cube) { return d * cube }
    }
  }
}
