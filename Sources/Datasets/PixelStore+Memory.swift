import Foundation
public import FoveaImages

extension PixelStore {
  /// Pictures in memory, with a class for each: what an application has that makes or receives its own.
  ///
  /// - Parameters:
  ///   - images: of any size; they are brought to that of `geometry`.
  ///   - labels: for each image the position of its class in `classes`.
  ///   - classes: names, each once.
  ///   - geometry: the size and colours that the network takes; the size and colours of the first picture where nil.
  /// - Throws: `DataError.pictures` where numbers, labels or names do not fit together, `DataError.tooLarge` where the
  ///   pixels do not fit in memory.
  public convenience init(
    images: [Image], labels: [Int], classes: [String], geometry: Preprocessing.Geometry? = nil
  ) throws {
    func require(_ condition: Bool, _ expected: String, _ received: String) throws(DataError) {
      guard condition else { throw .pictures(expected: expected, received: received) }
    }
    guard let first = images.first else {
      throw DataError.pictures(expected: "at least one picture", received: "none")
    }
    try require(
      labels.count == images.count, "a label for each of \(images.count) pictures", "\(labels.count)")
    try require(Set(classes).count == classes.count, "class names that differ", "\(classes)")
    if let wrong = labels.first(where: { !classes.indices.contains($0) }) {
      throw DataError.pictures(expected: "labels from 0 to \(classes.count - 1)", received: "\(wrong)")
    }
    let samples = zip(images, labels).enumerated().map { index, pair in
      Sample(name: "picture \(index + 1)", source: .image(pair.0), label: pair.1)
    }
    try self.init(
      samples, classes: classes,
      geometry: geometry
        ?? Preprocessing.Geometry(
          width: first.width, height: first.height, channels: first.channels == 1 ? .gray : .rgb),
      workers: ProcessInfo.processInfo.activeProcessorCount)
  }
}
