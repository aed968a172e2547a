/// Something about labeled data that a person should look at.
public struct Finding: Hashable, Sendable, Codable {
  /// What can be wrong.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case unreadable
    case truncated
    case wrongExtension = "wrong-extension"
    case conflictingLabels = "conflicting-labels"
    case duplicateAcrossParts = "duplicate-across-parts"
    case nearDuplicateAcrossParts = "near-duplicate-across-parts"
    case leakedGroup = "leaked-group"
    case duplicate
    case nearDuplicate = "near-duplicate"
    case blank
    case dark
    case overexposed
    case blurry
    case oddSize = "odd-size"
    case oddAspect = "odd-aspect"
    case imbalance
    case missingClass = "missing-class"

    /// Whether scores or training are wrong because of it, so that `--strict` refuses the data.
    public var isSerious: Bool {
      switch self {
      case .unreadable, .truncated, .conflictingLabels, .duplicateAcrossParts, .nearDuplicateAcrossParts,
        .leakedGroup, .missingClass:
        true
      case .wrongExtension, .duplicate, .nearDuplicate, .blank, .dark, .overexposed, .blurry, .oddSize,
        .oddAspect, .imbalance:
        false
      }
    }

    /// What it is, for people.
    public var title: String {
      switch self {
      case .unreadable: "cannot be read"
      case .truncated: "cut short or damaged, read in part"
      case .wrongExtension: "name and content disagree"
      case .conflictingLabels: "the same picture under two labels"
      case .duplicateAcrossParts: "the same file in two parts (data leakage)"
      case .nearDuplicateAcrossParts: "near-duplicates in two parts (data leakage)"
      case .leakedGroup: "a group in two parts (data leakage)"
      case .duplicate: "the same file more than once"
      case .nearDuplicate: "near-duplicates"
      case .blank: "blank"
      case .dark: "very dark"
      case .overexposed: "very light"
      case .blurry: "blurry"
      case .oddSize: "of another size than most"
      case .oddAspect: "very long or very high"
      case .imbalance: "classes of very different size"
      case .missingClass: "a class without images"
      }
    }
  }

  /// What is wrong.
  public let kind: Kind
  /// The files that it is about, as reports show them; none where it is about the data as a whole.
  public let paths: [String]
  /// What was found, with numbers.
  public let detail: String

  /// Makes a finding about the samples named `paths`.
  public init(_ kind: Kind, paths: [String], detail: String) {
    self.kind = kind
    self.paths = paths
    self.detail = detail
  }
}
