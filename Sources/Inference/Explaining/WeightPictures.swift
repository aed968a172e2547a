import FoveaDatasets
import FoveaImages
import FoveaNetworks

extension ModelBundle {
  /// The weights of each class of logistic regression as maps over the picture; nil for other networks.
  ///
  /// Colours are added up. A network of one output has the weights of its second class; the first has their negative.
  package var weightMaps: [Heatmap]? {
    guard let last = network.nodes.last, case .linear = last.operation,
      network.nodes.dropLast().allSatisfy({ $0.operation == .flatten }),
      preprocessing.layout == .flatten || preprocessing.layout == .planes,
      let weights = parameters["\(last.name).weight"]
    else { return nil }
    let (width, height) = (preprocessing.geometry.width, preprocessing.geometry.height)
    let places = width * height
    let channels = preprocessing.geometry.channels.count
    let maps = (0..<network.output.count).map { output -> [Float] in
      (0..<places).map { place in
        (0..<channels).reduce(0) { $0 + weights.elements[(output * channels + $1) * places + place] }
      }
    }
    let all = maps.count == 1 ? [maps[0].map { -$0 }, maps[0]] : maps
    return all.map { Heatmap(width: width, height: height, values: $0) }
  }
}
