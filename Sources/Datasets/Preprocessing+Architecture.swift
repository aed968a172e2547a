package import FoveaImages
public import FoveaNetworks

extension Preprocessing {
  /// What `architecture` takes of pictures of this geometry: planes, one vector, or patches.
  ///
  /// - Parameter patch: the side of a patch in pixels, for those that take patches; nil is a divisor of the width near an
  ///   eighth of it.
  /// - Throws: `DataError.patches` where patches do not divide the picture.
  public init(
    for architecture: Architecture, geometry: Geometry, normalization: Normalization, patch: Int? = nil
  ) throws(DataError) {
    try self.init(
      geometry: geometry, normalization: normalization,
      layout: Preprocessing.layout(for: architecture, geometry, patch: patch))
  }

  /// The same for the pictures of `training`, normalised by their own mean and deviation.
  public init(for architecture: Architecture, training: PixelStore, patch: Int? = nil) throws {
    try self.init(
      for: architecture, geometry: training.geometry, normalization: .measured(on: training), patch: patch)
  }

  private static func layout(for architecture: Architecture, _ geometry: Geometry, patch: Int?) -> Layout {
    guard case .patchMLP = architecture else { return architecture.takesImages ? .planes : .flatten }
    let common = (1...64).filter { geometry.width % $0 == 0 && geometry.height % $0 == 0 }
    let wanted = max(4, geometry.width / 8)
    return .patches(size: patch ?? common.min { abs($0 - wanted) < abs($1 - wanted) } ?? 1)
  }
}

extension Normalization {
  /// Leaves the numbers as they are: mean 0, deviation 1.
  package static func identity(_ channels: Channels) -> Normalization {
    Normalization(
      mean: Array(repeating: 0, count: channels.count), deviation: Array(repeating: 1, count: channels.count))
  }
}
