import FoveaNetworks

/// Grad-CAM: the last feature maps of a network, weighted by how much a class depends on each.
///
/// With feature maps A of shape [C, H, W], weights α_k = mean over places of ∂z/∂A_k, and the map
/// ReLU(Σ α_k A_k); z is the log-odds of the class. Source: Selvaraju et al., *Grad-CAM*, 2017, arXiv:1610.02391.
///
/// The mean of a gradient over a channel, times its places, is the derivative along adding one number to the whole
/// channel. So the part of the network after the feature maps is run twice for each channel, with that number added
/// and taken away, and nothing has to be differentiated: exact for the piecewise linear heads that classifiers have.
final class ClassActivation {
  private let features: NetworkRunner
  private let head: NetworkRunner
  private let shape: Shape

  /// Channels that are tried together.
  private static let portion = 128
  /// The number that is added to a channel, as a share of the mean magnitude of all of them.
  private static let step: Float = 0.05

  /// Nil for a network without feature maps that everything after them depends on.
  init?(_ bundle: ModelBundle) throws {
    let network = bundle.network
    guard network.hasConvolutions, let cut = try ClassActivation.cut(of: network) else { return nil }
    shape = network.shapes[cut.index]
    features = try NetworkRunner(try network.head(through: cut.index), parameters: bundle.parameters)
    head = try NetworkRunner(cut.tail, parameters: bundle.parameters)
  }

  /// The last node that gives maps of more than one place and through which everything goes.
  private static func cut(of network: Network) throws(NetworkError) -> (index: Int, tail: Network)? {
    for index in network.nodes.indices.reversed() {
      let shape = network.shapes[index]
      guard shape.rank == 3, shape.dimensions[1] * shape.dimensions[2] > 1 else { continue }
      if let tail = try network.tail(after: index) { return (index, tail) }
    }
    return nil
  }

  func heatmap(_ input: [Float], target: Int) throws -> Heatmap {
    let (channels, height, width) = (shape.dimensions[0], shape.dimensions[1], shape.dimensions[2])
    let places = height * width
    let maps = try features.outputs(of: [input])[0]
    let magnitude = maps.reduce(0) { $0 + abs($1) } / Float(maps.count)
    let step = max(ClassActivation.step * magnitude, 1e-4)
    var sums = [Float](repeating: 0, count: places)
    for start in stride(from: 0, to: channels, by: ClassActivation.portion) {
      let part = start..<min(channels, start + ClassActivation.portion)
      let outputs = try head.outputs(
        of: part.flatMap { channel in
          [step, -step].map { step in
            var moved = maps
            for place in channel * places..<(channel + 1) * places { moved[place] += step }
            return moved
          }
        })
      for (position, channel) in part.enumerated() {
        let (up, down) = (outputs[2 * position], outputs[2 * position + 1])
        let slope = (LogOdds.value(up, of: target) - LogOdds.value(down, of: target)) / (2 * step)
        let weight = slope / Float(places)
        for place in 0..<places { sums[place] += weight * maps[channel * places + place] }
      }
    }
    return Heatmap(width: width, height: height, values: sums.map { max(0, $0) })
  }
}

extension Network {
  /// Whether any node slides a kernel over a picture.
  var hasConvolutions: Bool {
    nodes.contains(where: \.operation.isConvolution)
  }
}
