/// Probabilities of two classes as they are in a population in which the positive one has another share.
///
/// They are taken to be calibrated for the share that the class has in the data: their odds are multiplied with the ratio
/// of the odds of both shares. Saerens, Latinne, Decaestecker, *Adjusting the Outputs of a Classifier to New a Priori
/// Probabilities*, 2002, doi:10.1162/089976602753284446.
package struct PrevalenceShift: Hashable, Sendable {
  /// The share of the positive class in the data, above 0 and below 1.
  package let from: Double
  /// Its share in the population.
  package let to: Double

  package init(from: Double, to: Double) { (self.from, self.to) = (from, to) }

  /// A probability of the positive class as it is in the population.
  package func restated(_ probability: Double) -> Double {
    let (positive, negative) = (probability * to / from, (1 - probability) * (1 - to) / (1 - from))
    return positive / (positive + negative)
  }
}
