public import FoveaImages

/// One labeled image, not yet decoded.
public struct Sample: Sendable {
  /// Where its pixels come from.
  public enum Source: Sendable {
    /// A whole image file, by its path.
    case file(String)
    /// An image of an IDX file, by its number.
    case record(IDXImages, Int)
    /// A part of a file, such as a member of a tar file.
    case slice(path: String, offset: Int, count: Int)
    /// A picture in memory.
    case image(Image)

    /// The picture itself, where it is no image file.
    package var image: Image? {
      switch self {
      case .record(let images, let index): images.image(index)
      case .image(let image): image
      case .file, .slice: nil
      }
    }
  }

  /// The path, or what stands for it, as reports show it.
  public let name: String
  /// Where the pixels come from.
  public let source: Source
  /// Position of its class in the classes of the data.
  public let label: Int
  /// Samples of one group, such as one patient, stay on one side of a split.
  public let group: String?

  package init(name: String, source: Source, label: Int, group: String? = nil) {
    self.name = name
    self.source = source
    self.label = label
    self.group = group
  }

  package func relabeled(_ label: Int) -> Sample {
    Sample(name: name, source: source, label: label, group: group)
  }
}

/// A part of labeled data.
public enum Part: String, Hashable, Sendable, CaseIterable, Codable {
  /// What is learned from.
  case training = "train"
  /// What chooses, such as the epoch that is kept.
  case validation = "val"
  /// What only scores.
  case test

  /// Names of folders and of manifests' `split` column that mean this part.
  package var names: [String] {
    switch self {
    case .training: ["train", "training"]
    case .validation: ["val", "valid", "validation"]
    case .test: ["test", "testing"]
    }
  }

  package init?(name: String) {
    guard let part = Part.allCases.first(where: { $0.names.contains(name.lowercased()) }) else { return nil }
    self = part
  }
}
