/// Which algorithm each convolution of a network uses: part of a run, since other algorithms round differently.
///
/// Repeating or resuming a run takes its choices along, so that exactness never depends on a stopwatch. They hold for
/// the machine that they were made on: elsewhere another algorithm may be the fastest, or the chosen one not exist.
package struct KernelChoices: Hashable, Sendable, Codable {
  /// The algorithm's word by what the kernel computes: direction, shapes, batch and number type; and, once there is
  /// one, the machine that they were made on by the word `machine`.
  package private(set) var algorithms: [String: String]

  private static let machineKey = "machine"

  package init(algorithms: [String: String] = [:]) { self.algorithms = algorithms }

  subscript(key: String) -> ConvolutionAlgorithm? {
    get { algorithms[key].flatMap(ConvolutionAlgorithm.init(rawValue:)) }
    set {
      algorithms[key] = newValue?.rawValue
      algorithms[KernelChoices.machineKey] = Machine.name
    }
  }

  /// Whether they were made on this machine, as having none counts.
  package var areOfThisMachine: Bool {
    algorithms.isEmpty || algorithms[KernelChoices.machineKey] == Machine.name
  }

  package init(from decoder: any Decoder) throws {
    algorithms = try decoder.singleValueContainer().decode([String: String].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(algorithms)
  }
}
