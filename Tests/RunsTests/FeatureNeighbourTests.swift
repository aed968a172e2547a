import FoveaDatasets
import FoveaInference
import FoveaNetworks
import Testing

@testable import FoveaRuns

@Suite("Neighbours of features, and what follows from them")
struct FeatureNeighbourTests {
  /// Rows around a centre for each class.
  static func clusters(
    _ count: Int, classes: Int, width: Int = 12, spread: Float = 1, seed: UInt64 = 3
  ) -> (features: FeatureMatrix, labels: [Int]) {
    var random = RandomSource(seed: seed)
    let centres = (0..<classes).map { _ in (0..<width).map { _ in random.normal() * 3 } }
    let labels = (0..<count).map { $0 % classes }
    let values = labels.flatMap { label in centres[label].map { $0 + spread * random.normal() } }
    return (FeatureMatrix(width: width, values: values), labels)
  }

  @Test("all are compared with all, in order, and within the class")
  func exact() throws {
    let (features, labels) = Self.clusters(70, classes: 3)
    let found = try FeatureNeighbours(features, labels: labels, workers: 2) { _ in true }
    #expect(
      found.nearest.count == 70 && found.nearest.allSatisfy { $0.count == FeatureNeighbours.usualCount })
    for (index, near) in found.own.enumerated() {
      #expect(near.allSatisfy { labels[$0.index] == labels[index] && $0.index != index })
      #expect(near.map(\.distance) == near.map(\.distance).sorted())
    }
    // Scaling and shifting a feature changes nothing.
    let scaled = FeatureMatrix(
      width: 12, values: features.values.enumerated().map { $1 * Float($0 % 12 + 1) - 5 })
    let again = try FeatureNeighbours(scaled, labels: labels, workers: 1) { _ in true }
    #expect(again.nearest.map { $0[0].index } == found.nearest.map { $0[0].index })
  }

  @Test("a forest finds nearly the same, and equal features at no distance")
  func approximate() throws {
    var (features, labels) = Self.clusters(400, classes: 2)
    features = features.appending(features.rows([5, 6]))
    labels += [1, 0]
    let exact = try FeatureNeighbours(features, labels: labels, workers: 2) { _ in true }
    let found = try FeatureNeighbours(features, labels: labels, workers: 2, exactUpTo: 100) { _ in true }
    #expect(found.nearest[400][0].index == 5 && found.nearest[400][0].distance < 1e-5)
    #expect(found.own[401][0].index == 6)
    let same = zip(exact.nearest, found.nearest).count { $0[0].index == $1[0].index }
    #expect(same > 340, "\(same) of 402")
    #expect(throws: CancellationError.self) {
      _ = try FeatureNeighbours(features, labels: labels, workers: 1) { _ in false }
    }
  }

  @Test("what is drawn alike has next to no outliers; what is far from its class is one")
  func outliers() throws {
    var (features, labels) = Self.clusters(600, classes: 2, width: 24)
    func outliers() throws -> ClassOutliers {
      let found = try FeatureNeighbours(
        features, labels: labels, in: .roots, count: ClassOutliers.neighbours, workers: 2
      ) { _ in true }
      return ClassOutliers(found.own, labels: labels, classes: 3)
    }
    // A few of a hundred: distances to the nearest lean to the right.
    #expect(try outliers().outliers.count <= 18)
    var random = RandomSource(seed: 8)
    features = features.appending(
      FeatureMatrix(width: 24, values: (0..<24).map { _ in 8 * random.normal() }))
    labels.append(1)
    let found = try outliers().outliers
    #expect(found.first?.position == 600 && found.count <= 19)
    #expect(found.allSatisfy { $0.distance > $0.bar && $0.bar > $0.median })
    // A class of few has no distribution.
    labels[600] = 2
    #expect(try outliers().outliers.allSatisfy { $0.position != 600 } && outliers().small == [2])
  }

  @Test("labels that were exchanged are doubted, others are not", arguments: [2, 3])
  func doubts(classes: Int) throws {
    let (features, right) = Self.clusters(240, classes: classes)
    var labels = right
    let exchanged = Set(stride(from: 0, to: 240, by: 20))
    for position in exchanged { labels[position] = (labels[position] + 1) % classes }
    let names = (0..<classes).map { "class \($0)" }
    func doubts(_ groups: [String?]) throws -> LabelDoubts {
      try LabelDoubts(features, labels: labels, groups: groups, classes: names) { _ in }
    }
    let found = try doubts(Array(repeating: nil, count: 240))
    #expect(found.doubts.count >= 9 && exchanged.isSuperset(of: found.doubts.map(\.position)))
    for (position, doubt) in found.doubts {
      #expect(doubt.label == names[labels[position]] && doubt.suggested == names[right[position]])
      #expect(doubt.suggestedProbability > 0.5 && doubt.labelProbability < 0.5)
    }
    let wrong = found.doubts.map(\.doubt.labelProbability)
    #expect(wrong == wrong.sorted() && found.folds == 5 && found.small.isEmpty)
    #expect((found.accuracy ?? 0) > 0.9 && (found.accuracy ?? 1) < 0.97)
    let clean = try LabelDoubts(
      features, labels: right, groups: Array(repeating: nil, count: 240), classes: names
    ) { _ in }
    #expect(clean.doubts.isEmpty && clean.accuracy == 1)
  }

  @Test("copies of a picture are judged without each other, and small classes are left out")
  func groups() throws {
    var (features, labels) = Self.clusters(120, classes: 2)
    // Twelve copies of a picture, all under the wrong label: together they would speak for it.
    features = features.appending(features.rows(Array(repeating: 0, count: 12)))
    labels += Array(repeating: 1, count: 12)
    labels[119] = 2
    var groups: [String?] = Array(repeating: nil, count: 132)
    for position in 120..<132 { groups[position] = "copies" }
    let found = try LabelDoubts(features, labels: labels, groups: groups, classes: ["a", "b", "c"]) { _ in }
    #expect(Set(found.doubts.map(\.position)) == Set(120..<132))
    #expect(found.small == ["c"])
    // One unit is one picture: a class of copies is no class.
    let alone = try LabelDoubts(
      features, labels: labels.map { $0 == 1 ? 0 : $0 }, groups: groups, classes: ["a", "b", "c"]
    ) { _ in }
    #expect(alone.doubts.isEmpty && alone.folds == nil)
  }
}
