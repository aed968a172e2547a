import FoveaEvaluation

extension FixRun.Outcome: Encodable {
  private enum CodingKeys: String, CodingKey {
    case page, list, findings, manifest, relabeled, excluded, merged, images
  }

  /// Writes the object that `fovea fix --json` prints.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .review(let page, let list, let findings):
      try container.encode(page, forKey: .page)
      try container.encode(list, forKey: .list)
      try container.encode(findings, forKey: .findings)
    case .manifest(let path, let relabeled, let excluded, let merged, let images, _):
      try container.encode(path, forKey: .manifest)
      try container.encode(relabeled, forKey: .relabeled)
      try container.encode(excluded, forKey: .excluded)
      try container.encode(merged, forKey: .merged)
      try container.encode(images, forKey: .images)
    }
  }

  /// The sentence for people.
  package var text: String {
    switch self {
    case .review(let page, let list, let findings):
      "\(Sentence.count(findings, "finding")) to decide of: \(page), or the column action of \(list)"
    case .manifest(let path, let relabeled, let excluded, let merged, let images, let before):
      "\(path): \(Sentence.count(images, "image")); \(relabeled) relabelled, \(excluded) left out, \(merged) merged into others"
        + (before.map { "; parts are those of \($0)" } ?? "")
    }
  }

  /// Commands that may come next, for data that was named so.
  package func next(data: String) -> [[String]] {
    switch self {
    case .review(_, let list, _): [["fix", data, "--from", list, "-o", "NEW.csv"]]
    case .manifest(let path, _, _, _, _, let before):
      [["train", path, "-o", "NEW-RUN"]]
        + (before.map { [["compare", $0, "NEW-RUN", "--data", path]] } ?? [])
    }
  }
}
