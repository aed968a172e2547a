/// Something about labeled data that a person should look at.
public struct Finding: Hashable, Sendable, Codable {
  /// What can be wrong.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A file that gives no picture, or that was listed and cannot be used.
    case unreadable
    /// A damaged file of which only a part of the picture can be seen.
    case truncated
    /// A file of several pages, of which the first one is read.
    case firstPage = "first-page"
    /// A name whose extension is not one of the format that the content has.
    case wrongExtension = "wrong-extension"
    /// Equal files or near-duplicates under more than one label.
    case conflictingLabels = "conflicting-labels"
    /// Equal files in more than one part.
    case duplicateAcrossParts = "duplicate-across-parts"
    /// Near-duplicates in more than one part.
    case nearDuplicateAcrossParts = "near-duplicate-across-parts"
    /// Samples of one group in more than one part.
    case leakedGroup = "leaked-group"
    /// Equal files of one label that are not in different parts.
    case duplicate
    /// Near-duplicates of one label that are not in different parts.
    case nearDuplicate = "near-duplicate"
    /// A label that a head on features, which did not see the picture, takes for wrong.
    case labelSuspect = "label-suspect"
    /// A picture whose features are far from those of its class.
    case outlier
    /// A standard deviation of luma below 4 of 255.
    case blank
    /// 98 % of the pixels have a luma below 48 of 255.
    case dark
    /// 98 % of the pixels have a luma above 224 of 255.
    case overexposed
    /// Hardly any fine detail at 128×128 pixels, in a picture whose sides have at least 64.
    case blurry
    /// More than four times the median side or less than a quarter of it; the side is the root of the area.
    case oddSize = "odd-size"
    /// More than three times as long as high, or as high as long.
    case oddAspect = "odd-aspect"
    /// A class with at least ten times the readable images of another, in any part but the test.
    case imbalance
    /// A class without a readable image in a part that has samples.
    case missingClass = "missing-class"

    /// Whether scores or training are wrong because of it, so that `--strict` refuses the data.
    public var isSerious: Bool {
      switch self {
      case .unreadable, .truncated, .conflictingLabels, .duplicateAcrossParts, .nearDuplicateAcrossParts,
        .leakedGroup, .missingClass:
        true
      case .firstPage, .wrongExtension, .duplicate, .nearDuplicate, .labelSuspect, .outlier, .blank, .dark,
        .overexposed, .blurry, .oddSize, .oddAspect, .imbalance:
        false
      }
    }

    /// What it is, for people.
    public var title: String {
      switch self {
      case .unreadable: "cannot be read"
      case .truncated: "cut short or damaged, read in part"
      case .firstPage: "of several pages, only the first one is read"
      case .wrongExtension: "name and content disagree"
      case .conflictingLabels: "the same picture under two labels"
      case .duplicateAcrossParts: "the same file in two parts (data leakage)"
      case .nearDuplicateAcrossParts: "near-duplicates in two parts (data leakage)"
      case .leakedGroup: "a group in two parts (data leakage)"
      case .duplicate: "the same file more than once"
      case .nearDuplicate: "near-duplicates"
      case .labelSuspect: "labels that features doubt"
      case .outlier: "unlike the others of the class"
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

  /// The label that is doubted; nil for findings of other kinds.
  public let doubt: LabelDoubt?

  /// Makes a finding about the samples named `paths`.
  public init(_ kind: Kind, paths: [String], detail: String, doubt: LabelDoubt? = nil) {
    self.kind = kind
    self.paths = paths
    self.detail = detail
    self.doubt = doubt
  }
}

/// A label that is doubted, and the one that is suggested in its place, each with its probability.
public struct LabelDoubt: Hashable, Sendable, Codable {
  /// The label that the picture has.
  public let label: String
  /// The probability of that label, 0 to 1.
  public let labelProbability: Double
  /// The label that it should probably have.
  public let suggested: String
  /// The probability of the suggested label, 0 to 1.
  public let suggestedProbability: Double

  /// Makes a doubt of `label`.
  public init(label: String, labelProbability: Double, suggested: String, suggestedProbability: Double) {
    self.label = label
    self.labelProbability = labelProbability
    self.suggested = suggested
    self.suggestedProbability = suggestedProbability
  }

  private enum CodingKeys: String, CodingKey {
    case label, suggested
    case labelProbability = "label_probability"
    case suggestedProbability = "suggested_probability"
  }
}
