import FoveaInterchange
import FoveaNetworks

/// How the tensors of a file and the parameters of a network go together, by one publisher's names.
struct WeightFit {
  let architecture: Architecture
  let publisher: Publisher
  let network: Network
  /// Of the head, which is as wide as there are classes.
  let outputs: Int
  /// Our names of the parameters of the head.
  let headParameters: [String]
  /// Each parameter's tensor.
  let pairs: [(name: String, tensor: StoredTensor)]
  let differences: WeightDifferences

  /// The fit with the fewest differences among the publishers of `architecture`; nil where it has none.
  static func nearest(_ weights: WeightsFile, _ architecture: Architecture) throws(NetworkError) -> WeightFit?
  {
    var nearest: WeightFit?
    for (publisher, architecture) in Publisher.all(of: architecture) {
      let fit = try WeightFit(weights, publisher, architecture)
      if fit.differences.count < nearest?.differences.count ?? .max { nearest = fit }
    }
    return nearest
  }

  /// The first of `architectures` whose tensors these are.
  static func complete(
    _ weights: WeightsFile, among architectures: [Architecture]
  ) throws(NetworkError) -> WeightFit? {
    for architecture in architectures {
      if let fit = try nearest(weights, architecture), fit.differences.count == 0 { return fit }
    }
    return nil
  }

  private init(
    _ weights: WeightsFile, _ publisher: Publisher, _ architecture: Architecture
  ) throws(NetworkError) {
    let side = publisher.side(of: architecture)
    let head = architecture.definition.headName
    // Names do not depend on the number of classes; what the file has decides it.
    var network = try architecture.network(input: [3, side, side], classes: 1000)
    let names = WeightNames(publisher, of: network, architecture)
    let rows = weights.tensors[names.source(of: head + ".weight")]?.shape.first ?? 1000
    // One output less than two classes need is no classifier, and what a file claims is bounded before a network is made.
    outputs = (2...100_000).contains(rows) ? rows : 1000
    if outputs > 2, outputs != 1000 {
      network = try architecture.network(input: [3, side, side], classes: outputs)
    }
    self.architecture = architecture
    self.publisher = publisher
    self.network = network
    headParameters = network.parameters.map(\.name).filter { $0.hasPrefix(head + ".") }

    var (missing, unequal): ([String], [String]) = ([], [])
    var pairs: [(name: String, tensor: StoredTensor)] = []
    var used: Set<String> = []
    for spec in network.parameters {
      let source = names.source(of: spec.name)
      guard let tensor = weights.tensors[source] else {
        missing.append(source)
        continue
      }
      used.insert(source)
      var expected = spec.shape.dimensions
      if outputs == 2, headParameters.contains(spec.name) { expected[0] = 2 }
      if tensor.shape != expected {
        unequal.append("\(source) \(expected) but \(tensor.shape)")
      } else if !tensor.type.isFloatingPoint {
        unequal.append("\(source) F32 but \(tensor.type.rawValue)")
      } else {
        pairs.append((spec.name, tensor))
      }
    }
    let unused = weights.tensors.values.filter { !used.contains($0.name) && !$0.isCounter }.map(\.name)
      .sorted()
    self.pairs = pairs
    differences = WeightDifferences(missing: missing, unused: unused, unequal: unequal)
  }
}

extension StoredTensor {
  /// How many batches a normalisation has seen: nothing that a result depends on.
  fileprivate var isCounter: Bool { name.hasSuffix("num_batches_tracked") && !type.isFloatingPoint }
}
