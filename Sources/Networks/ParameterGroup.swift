/// Parameters that are trained alike: all whose name begins with a prefix.
///
/// A parameter follows the group with the longest prefix of its name, and where there is none it is learned at the full
/// rate. Names are those of nodes, then a dot and the parameter: `stage1.conv.weight`.
public struct ParameterGroup: Hashable, Codable, Sendable {
  /// What the names of its parameters begin with; the empty text begins every name.
  public var prefix: String
  /// What the learning rate is multiplied with, 0 or more; 0 freezes the group: no gradient is computed for it.
  public var rate: Float
  /// Whether batch normalisation uses its running statistics while training and leaves them as they are.
  ///
  /// What was learned from many images is so not replaced by the statistics of a few.
  public var keepsStatistics: Bool

  /// Makes a group.
  public init(prefix: String, rate: Float = 1, keepsStatistics: Bool = false) {
    self.prefix = prefix
    self.rate = rate
    self.keepsStatistics = keepsStatistics
  }

  /// A group that stays as it is: neither learned nor measured anew.
  public static func frozen(_ prefix: String) -> ParameterGroup {
    ParameterGroup(prefix: prefix, rate: 0, keepsStatistics: true)
  }
}

extension ParameterGroup {
  private enum CodingKeys: String, CodingKey {
    case prefix, rate
    case keepsStatistics = "keeps_statistics"
  }

  /// What is missing has the value that the initialiser gives it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      prefix: try container.decode(String.self, forKey: .prefix),
      rate: try container.decodeIfPresent(Float.self, forKey: .rate) ?? 1,
      keepsStatistics: try container.decodeIfPresent(Bool.self, forKey: .keepsStatistics) ?? false)
  }
}

extension [ParameterGroup] {
  /// What the learning rate of a parameter is multiplied with.
  package func rate(of spec: ParameterSpec) -> Float {
    spec.isFrozen || !spec.isTrainable ? 0 : group(of: spec.name)?.rate ?? 1
  }

  /// Whether training moves a parameter.
  package func learns(_ spec: ParameterSpec) -> Bool { rate(of: spec) > 0 }

  /// Whether the batch normalisation `node` uses its running statistics while training.
  package func keepsStatistics(of node: String) -> Bool {
    group(of: "\(node).running_mean")?.keepsStatistics ?? false
  }

  /// The group that a name belongs to.
  private func group(of name: String) -> ParameterGroup? {
    filter { name.hasPrefix($0.prefix) }.max { $0.prefix.utf8.count < $1.prefix.utf8.count }
  }
}
