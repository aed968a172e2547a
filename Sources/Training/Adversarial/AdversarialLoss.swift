import Foundation

/// What the two networks of an adversarial training minimise, as functions of the discriminator's scores.
///
/// The discriminator minimises the mean over real pictures plus the mean over generated ones; a score above 0 calls a
/// picture real. s is a score, and a slope the derivative of the value with respect to it.
public enum AdversarialLoss: String, Hashable, Sendable, Codable, CaseIterable {
  /// log(1 + e⁻ˢ) for real pictures and log(1 + eˢ) for generated ones; the generator minimises log(1 + e⁻ˢ), whose slope
  /// does not vanish where the discriminator is sure.
  ///
  /// Goodfellow et al.: *Generative Adversarial Nets*, arXiv:1406.2661, section 3.
  case nonSaturating = "non-saturating"

  /// max(0, 1 − s) for real pictures and max(0, 1 + s) for generated ones; the generator minimises −s.
  ///
  /// Lim, Ye: *Geometric GAN*, arXiv:1705.02894; Miyato et al., arXiv:1802.05957, equations 16 and 17.
  case hinge

  /// What a score stands for, and how that changes with the score.
  package struct Term: Hashable, Sendable {
    package let value: Float
    package let slope: Float
  }

  /// What the discriminator pays for the score of a real picture.
  package func ofReal(_ score: Float) -> Term {
    switch self {
    case .nonSaturating: AdversarialLoss.softplus(-score, sign: -1)
    case .hinge: Term(value: max(0, 1 - score), slope: score < 1 ? -1 : 0)
    }
  }

  /// What the discriminator pays for the score of a generated picture.
  package func ofGenerated(_ score: Float) -> Term {
    switch self {
    case .nonSaturating: AdversarialLoss.softplus(score, sign: 1)
    case .hinge: Term(value: max(0, 1 + score), slope: score > -1 ? 1 : 0)
    }
  }

  /// What the generator pays for the score of a picture that it made.
  package func ofGenerator(_ score: Float) -> Term {
    switch self {
    case .nonSaturating: AdversarialLoss.softplus(-score, sign: -1)
    case .hinge: Term(value: -score, slope: -1)
    }
  }

  /// log(1 + eˣ), and `sign` times its derivative σ(x), by exponentials that cannot overflow.
  private static func softplus(_ x: Float, sign: Float) -> Term {
    let e = Foundation.exp(-abs(x))
    return Term(value: max(x, 0) + Foundation.log1p(e), slope: sign * (x >= 0 ? 1 / (1 + e) : e / (1 + e)))
  }
}
