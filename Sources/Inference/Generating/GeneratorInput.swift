package import FoveaNetworks

/// What a generator makes a picture of: normal random numbers and, where it knows classes, which one is wanted.
package struct GeneratorInput: Hashable, Sendable {
  /// How many random numbers.
  package let latent: Int
  /// Classes that it can be asked for; 0 where it makes what it likes.
  package let classes: Int

  package init(latent: Int, classes: Int) { (self.latent, self.classes) = (latent, classes) }

  /// How many numbers one picture takes.
  package var count: Int { latent + classes }

  /// Writes the input of one picture: numbers of `random`, then √latent at the class that is wanted and 0 at the others, so
  /// that at first the class weighs as much as all random numbers together.
  package func write(
    label: Int, random: RandomSource, to target: UnsafeMutableBufferPointer<Float>
  ) {
    var random = random
    for index in 0..<latent { target[index] = random.normal() }
    for label in 0..<classes { target[latent + label] = 0 }
    if classes > 0 { target[latent + label] = Float(latent).squareRoot() }
  }
}
