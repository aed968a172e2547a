/// Which algorithm each convolution of a network uses: part of a run, since other algorithms round differently.
///
/// Repeating or resuming a run takes its choices along, so that exactness never depends on a stopwatch.
package struct KernelChoices: Hashable, Sendable, Codable {
  /// The algorithm's word by what the kernel computes: direction, shapes, batch and number type.
  package private(set) var algorithms: [String: String]

  package init(algorithms: [String: String] = [:]) { self.algorithms = algorithms }

  subscript(key: String) -> ConvolutionAlgorithm? {
    get { algorithms[key].flatMap(ConvolutionAlgorithm.init(rawValue:)) }
    set { algorithms[key] = newValue?.rawValue }
  }

  package init(from decoder: any Decoder) throws {
    algorithms = try decoder.singleValueContainer().decode([String: String].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(algorithms)
  }
}
