import FoveaDatasets
package import FoveaEvaluation

/// The labeled images of folders, as they are asked for: what `Classifier.classify(folder:)` gives.
public struct ClassifiedItems: AsyncSequence, Sendable {
  /// An image with its label, or with the reason why it has none.
  public typealias Element = ClassifiedItem
  /// What ends the sequence: cancellation, or a network that gives what is no number.
  public typealias Failure = any Error

  private let classifier: Classifier
  private let paths: [String]

  init(_ classifier: Classifier, _ paths: [String]) {
    self.classifier = classifier
    self.paths = paths
  }

  /// Lists the files; they are read as `next()` asks for them.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(classifier, Portions(paths)) }

  /// Labels one portion of the images after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let classifier: Classifier
    private var portions: Portions
    private var items: ArraySlice<ClassifiedItem> = []

    init(_ classifier: Classifier, _ portions: Portions) {
      self.classifier = classifier
      self.portions = portions
    }

    /// The next image, nil after the last.
    ///
    /// - Throws: `CancellationError` where the task was cancelled, `InferenceError.notFinite` where the network gives
    ///   what is no number.
    public mutating func next() async throws -> ClassifiedItem? {
      if items.isEmpty, let portion = portions.next() {
        let classifier = classifier
        items = try await classifier.enqueued { try classifier.items(of: portion) }[...]
      }
      return items.popFirst()
    }
  }

  /// Files that are labeled together.
  struct Portion: Sendable {
    let paths: [String]
    /// What was listed and is no file to read.
    let issues: [SampleIssue]
  }

  /// A listing in portions.
  struct Portions: Sendable {
    private var paths: ArraySlice<String>
    private var issues: [SampleIssue]

    init(_ paths: [String]) {
      let listing = ImageListing.images(at: paths)
      (self.paths, issues) = (listing.paths[...], listing.issues)
    }

    mutating func next() -> Portion? {
      guard !paths.isEmpty || !issues.isEmpty else { return nil }
      let part = Array(paths.prefix(Classifier.portion))
      paths = paths.dropFirst(part.count)
      // After the last file, as they have no place among them.
      let rest = paths.isEmpty ? issues : []
      if paths.isEmpty { issues = [] }
      return Portion(paths: part, issues: rest)
    }
  }
}

/// One input of a folder that was labeled, readable or not.
public struct ClassifiedItem: Hashable, Sendable {
  /// The file, as it was named or found.
  public let path: String
  /// The label with all probabilities, or why there is none.
  public let outcome: Result<Classification, ClassificationFailure>
  /// Why only a part of the picture was seen, where the file is cut or has more pages; nil where it is whole.
  public var recovered: String?

  /// The same label with the probabilities of another population; `positive` is one of two classes.
  package func restated(_ shift: PrevalenceShift, positive: String) -> ClassifiedItem {
    ClassifiedItem(
      path: path, outcome: outcome.map { $0.restated(shift, positive: positive) }, recovered: recovered)
  }
}

/// Why an input has no label.
public struct ClassificationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why, in words.
  public let reason: String
  /// The reason.
  public var description: String { reason }
}
