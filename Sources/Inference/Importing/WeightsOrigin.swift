/// Where weights come from that were not learned by Fovea.
public struct WeightsOrigin: Hashable, Sendable, Codable {
  /// The name of the file that they were read from.
  public let file: String
  /// SHA-256 of that file, in hexadecimal.
  public let digest: String
  /// What the file is: `safetensors`, `pytorch-zip` or `pytorch-legacy`.
  public let form: String
  /// The architecture of the network.
  public let architecture: String
  /// Whose names the tensors had.
  public let names: String
  /// The package that the file was in; nil where it lay alone.
  public let package: String?
  /// The terms under which they may be used, in the words of their publisher; nil where none were found.
  public let license: String?

  private enum CodingKeys: String, CodingKey {
    case file, form, architecture, names, package, license
    case digest = "sha256"
  }

  /// Makes the record.
  public init(
    file: String, digest: String, form: String, architecture: String, names: String, package: String? = nil,
    license: String? = nil
  ) {
    self.file = file
    self.digest = digest
    self.form = form
    self.architecture = architecture
    self.names = names
    self.package = package
    self.license = license
  }
}
