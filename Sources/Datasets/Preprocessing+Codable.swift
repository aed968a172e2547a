import FoveaImages

extension Preprocessing: Codable {
  private enum CodingKeys: String, CodingKey {
    case width, height, channels, resize, interpolation, decoding, mean, deviation, layout, patch
    case cropShare = "crop_share"
  }

  /// Reads one flat object, `decoding` being `exact` where it is missing; refuses what means nothing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ key: CodingKeys, _ expected: String, _ received: String) -> DecodingError {
      DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "preprocessing, \(key.stringValue): expected \(expected), received \(received)")
    }
    let side = 1...65_536
    let width = try container.decode(Int.self, forKey: .width)
    guard side.contains(width) else { throw refuse(.width, "1 to 65536", "\(width)") }
    let height = try container.decode(Int.self, forKey: .height)
    guard side.contains(height) else { throw refuse(.height, "1 to 65536", "\(height)") }
    let cropShare = try container.decodeIfPresent(Double.self, forKey: .cropShare) ?? 1
    // Hardly anything is left of a smaller share, and its scaled picture would be large beyond use.
    guard cropShare >= 0.05, cropShare <= 1 else { throw refuse(.cropShare, "0.05 to 1", "\(cropShare)") }
    let geometry = Geometry(
      width: width, height: height, channels: try container.decode(Channels.self, forKey: .channels),
      resize: try container.decode(ResizeMode.self, forKey: .resize),
      interpolation: try container.decode(Interpolation.self, forKey: .interpolation),
      // Models from before there was a choice saw every pixel.
      decoding: try container.decodeIfPresent(Geometry.Decoding.self, forKey: .decoding) ?? .exact,
      cropShare: cropShare)
    let mean = try container.decode([Float].self, forKey: .mean)
    let deviation = try container.decode([Float].self, forKey: .deviation)
    guard mean.count == geometry.channels.count, mean.allSatisfy(\.isFinite) else {
      throw refuse(.mean, "\(geometry.channels.count) numbers", "\(mean)")
    }
    guard deviation.count == mean.count, deviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw refuse(.deviation, "\(geometry.channels.count) positive numbers", "\(deviation)")
    }
    let layout: Layout
    switch try container.decode(String.self, forKey: .layout) {
    case "flatten": layout = .flatten
    case "planes": layout = .planes
    case "patches": layout = .patches(size: try container.decode(Int.self, forKey: .patch))
    case let word: throw refuse(.layout, "flatten, planes or patches", word)
    }
    try self.init(
      geometry: geometry, normalization: Normalization(mean: mean, deviation: deviation), layout: layout)
  }

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(geometry.width, forKey: .width)
    try container.encode(geometry.height, forKey: .height)
    try container.encode(geometry.channels, forKey: .channels)
    try container.encode(geometry.resize, forKey: .resize)
    try container.encode(geometry.interpolation, forKey: .interpolation)
    try container.encode(geometry.decoding, forKey: .decoding)
    if geometry.cropShare < 1 { try container.encode(geometry.cropShare, forKey: .cropShare) }
    try container.encode(normalization.mean, forKey: .mean)
    try container.encode(normalization.deviation, forKey: .deviation)
    switch layout {
    case .flatten: try container.encode("flatten", forKey: .layout)
    case .planes: try container.encode("planes", forKey: .layout)
    case .patches(let size):
      try container.encode("patches", forKey: .layout)
      try container.encode(size, forKey: .patch)
    }
  }
}
