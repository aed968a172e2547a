import FoveaEvaluation

@testable import FoveaReports

/// Contents of reports, made from numbers that are the same everywhere.
enum ReportExample {
  static let hostileNames = [
    "<script>alert(1)</script>", "\"quoted\" & 'single'", "🐱 猫", "a\u{202E}b\nc", "</title></style>",
    "]]> -->",
  ]

  /// Predictions of `samples` samples that lean towards the truth, every class with one at least.
  static func predictions(classes: [String], samples: Int) throws -> Predictions {
    var state: UInt64 = 3
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24)
    }
    var (labels, probabilities): ([Int], [Float]) = ([], [])
    for sample in 0..<samples {
      let label = sample % classes.count
      var row = classes.indices.map { _ in next() * next() * next() + 0.001 }
      row[label] += 0.7 * next()
      let sum = row.reduce(0, +)
      labels.append(label)
      probabilities += row.map { $0 / sum }
    }
    return try Predictions(classes: classes, labels: labels, probabilities: probabilities)
  }

  static func content(
    classes: [String], samples: Int, names: [String]? = nil,
    thumbnail: @escaping (Int, Int) -> [UInt8]? = { _, _ in nil }
  ) throws -> ReportContent {
    let predictions = try predictions(classes: classes, samples: samples)
    let rule = try DecisionRule(classCount: classes.count)
    let analysis = try EvaluationResult.Analysis(predictions, rules: SampleRules(rule))
    var content = ReportContent(
      title: "model.safetensors", subtitle: "runs/first on pets, test part",
      result: analysis.result(split: "test", errors: 0), analysis: analysis,
      names: names ?? (0..<samples).map { "pets/\($0).png" }, thumbnail: thumbnail)
    content.temperature = 1.5
    content.history = (1...5).map { epoch in
      HistoryPoint(
        epoch: epoch, trainingLoss: 1 / Double(epoch), trainingAccuracy: 1 - 0.5 / Double(epoch),
        validationLoss: 1.1 / Double(epoch), validationAccuracy: 1 - 0.6 / Double(epoch))
    }
    content.bestEpoch = 4
    content.slices = DataSlice.slices(
      analysis.outcomes,
      by: [SampleAttribute(name: "brightness", values: .numbers((0..<samples).map { Double($0) }))])
    content.facts = [ReportContent.Facts(title: "Recipe", rows: [("epochs", "5")])]
    content.counts = ReportContent.Counts(
      parts: ["training", "test"], rows: classes.map { .init(name: $0, counts: [10, 5]) })
    content.commands = ["fovea train pets -o runs/first"]
    return content
  }
}
