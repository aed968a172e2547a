/// A backbone that is installed: an ordinary model file, and where its weights come from.
public struct Backbone: Hashable, Sendable, Codable {
  /// The word for it, which is also the name of its folder.
  public let name: String
  /// The architecture of its network.
  public let architecture: String
  /// The terms under which its weights may be used, in the words of their publisher; nil where none were found.
  public let license: String?
  /// Where its weights come from: the file, and the package that it was in.
  public let source: String
  /// SHA-256 of that file, in hexadecimal.
  public let sourceDigest: String
  /// SHA-256 of the model file, in hexadecimal.
  public let digest: String

  private enum CodingKeys: String, CodingKey {
    case name, architecture, license, source
    case sourceDigest = "source_sha256"
    case digest = "sha256"
  }

  /// Makes the record.
  public init(
    name: String, architecture: String, license: String?, source: String, sourceDigest: String, digest: String
  ) {
    self.name = name
    self.architecture = architecture
    self.license = license
    self.source = source
    self.sourceDigest = sourceDigest
    self.digest = digest
  }
}
