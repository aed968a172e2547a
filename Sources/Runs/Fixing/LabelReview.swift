import Foundation
import FoveaDatasets
import FoveaFiles

/// Images that something was found about, and what a person decided of each: the rows of `review.csv`.
public struct LabelReview: Hashable, Sendable {
  /// What becomes of an image.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// It stays as it is.
    case keep
    /// It gets another label.
    case relabel
    /// It is left out.
    case exclude
    /// Of the images of its finding that say so too, the first one stays and the others are left out.
    case merge
  }

  /// An image of a finding.
  public struct Row: Hashable, Sendable {
    /// The finding, from 1; images of one finding have its number in common.
    public var item: Int
    /// The file, as it was named.
    public var path: String
    /// Its label; empty where only its name is known.
    public var label: String
    /// What was decided; nil where nothing was.
    public var action: Action?
    /// The label to give where it is relabelled; before that, the label that is suggested.
    public var newLabel: String
    /// What was found, such as `label-issue` or `duplicate`.
    public var kind: String
    /// The same in words, with numbers.
    public var detail: String
  }

  /// Every row, finding by finding.
  public var rows: [Row]

  static let columns = ["item", "path", "label", "action", "new_label", "kind", "detail"]

  /// Takes up rows that were made elsewhere.
  public init(rows: [Row]) { self.rows = rows }

  /// How many findings there are.
  public var items: Int { Set(rows.map(\.item)).count }

  /// Whether anything was decided other than to keep.
  public var isDecided: Bool { rows.contains { ($0.action ?? .keep) != .keep } }

  /// Writes it as CSV; `action` is for a person to fill in.
  func write(to path: String) throws(FileError) {
    let file = try CSVFile(path, columns: LabelReview.columns)
    for row in rows {
      try file.append([
        .integer(row.item), .text(row.path), .text(row.label), .text(row.action?.rawValue ?? ""),
        .text(row.newLabel), .text(row.kind), .text(row.detail),
      ])
    }
    try file.commit()
  }
}
