/// Finds classes that are missing in a part, or very much smaller than others.
struct BalanceDetector {
  private(set) var findings: [Finding] = []

  /// Times the smallest class from which on the largest one is named.
  private static let imbalance = 10

  init(_ data: LabeledData, _ placed: [PlacedSample], _ facts: [SampleFacts]) {
    var counts: [Part?: [Int]] = [:]
    for (place, fact) in zip(placed, facts) {
      let none = Array(repeating: 0, count: data.classes.count)
      counts[place.part, default: none][place.sample.label] += fact.width > 0 ? 1 : 0
    }
    for part in Part.allCases.map(Optional.some) + [nil] {
      guard let count = counts[part] else { continue }
      let name = part.map { "the \($0.rawValue) part" } ?? "the data"
      for (label, images) in count.enumerated() where images == 0 {
        findings.append(
          Finding(
            .missingClass, paths: [], detail: "\(name) has no readable image of '\(data.classes[label])'"))
      }
      let present = count.enumerated().filter { $0.element > 0 }
      guard part != .test, let least = present.min(by: { $0.element < $1.element }),
        let most = present.max(by: { $0.element < $1.element }),
        most.element >= BalanceDetector.imbalance * least.element
      else { continue }
      findings.append(
        Finding(
          .imbalance, paths: [],
          detail:
            "in \(name) '\(data.classes[most.offset])' has \(most.element) images and '\(data.classes[least.offset])' \(least.element)"
        ))
    }
  }
}
