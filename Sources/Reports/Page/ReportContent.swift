package import FoveaEvaluation

/// Everything that a report shows; what is not there is left out of the page.
package struct ReportContent {
  /// What was scored, such as the name of a model.
  package var title: String
  /// What it was scored on.
  package var subtitle: String
  package var result: EvaluationResult
  package var analysis: EvaluationResult.Analysis
  /// What each sample is called, in the order of the predictions.
  package var names: [String]
  /// The picture of a sample as the bytes of a PNG or a JPEG file, its longer side at most as long as asked for.
  package var thumbnail: (_ sample: Int, _ side: Int) -> [UInt8]?
  package var history: [HistoryPoint] = []
  /// The epoch that was kept.
  package var bestEpoch: Int?
  /// How the accuracy grows with the number of images.
  package var learningCurve: LearningCurve?
  /// What logits were divided by.
  package var temperature: Double = 1
  package var slices: [DataSlice] = []
  /// What a reader should know before any number.
  package var notes: [String] = []
  /// Whether the model was not trained on these samples, so that its doubts say something about their labels.
  package var isHeldOut = true
  /// Tables of facts by title: the network, the recipe, the versions.
  package var facts: [Facts] = []
  /// How many images each class has in each part.
  package var counts: Counts?
  package var problems: [FileProblem] = []
  /// The commands that make it again.
  package var commands: [String] = []

  /// Facts under one title.
  package struct Facts: Sendable {
    package let title: String
    package let rows: [(key: String, value: String)]

    package init(title: String, rows: [(key: String, value: String)]) {
      self.title = title
      self.rows = rows
    }
  }

  /// Images of each class in each part.
  package struct Counts: Hashable, Sendable {
    package let parts: [String]
    package let rows: [Row]

    package struct Row: Hashable, Sendable {
      package let name: String
      package let counts: [Int]

      package init(name: String, counts: [Int]) {
        self.name = name
        self.counts = counts
      }
    }

    package init(parts: [String], rows: [Row]) {
      self.parts = parts
      self.rows = rows
    }
  }

  package init(
    title: String, subtitle: String, result: EvaluationResult, analysis: EvaluationResult.Analysis,
    names: [String], thumbnail: @escaping (Int, Int) -> [UInt8]?
  ) {
    precondition(
      names.count == analysis.outcomes.count,
      "expected \(analysis.outcomes.count) names, received \(names.count)")
    self.title = title
    self.subtitle = subtitle
    self.result = result
    self.analysis = analysis
    self.names = names
    self.thumbnail = thumbnail
  }
}
