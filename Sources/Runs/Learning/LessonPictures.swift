import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks

/// Some pictures of each class to learn from, and others to see whether that was learned.
struct LessonPictures {
  /// To learn from.
  let training: PixelStore
  /// Held out: the test or validation part where the data has one, else every fourth picture.
  let held: PixelStore
  /// Numbers of mean 0 and deviation 1, plane by plane.
  let preprocessing: Preprocessing

  var classes: [String] { training.classes }
  var geometry: Preprocessing.Geometry { training.geometry }

  /// As many as a lesson of seconds can look at.
  private static let (classLimit, trainingLimit, heldLimit) = (10, 100, 50)

  /// - Parameters:
  ///   - wanted: classes by name; nil is the first of them.
  ///   - count: how many classes the lesson takes.
  ///   - least: the fewest pictures of a class to learn from.
  ///   - side: the side of square pictures by the one that they have; nil leaves their size.
  /// - Throws: `DataError` for data that cannot be used, `LessonError` for classes that do not fit.
  init(
    _ source: DataSource, _ monitor: RunMonitor, topic: LessonTopic, classes wanted: [String]?,
    count: ClosedRange<Int> = 2...LessonPictures.classLimit, least: Int = 8, side: ((Int) -> Int)? = nil
  ) throws {
    let labeled = try monitor.phase("listing \(source.path)") { try source.labeled() }
    try monitor.warn(of: labeled.issues)
    let names = wanted ?? Array(labeled.classes.prefix(count.upperBound))
    let labels = try names.map { name in
      guard let label = labeled.classes.firstIndex(of: name) else {
        throw LessonError.unknownClass(name, known: labeled.classes)
      }
      return label
    }
    guard count.contains(Set(labels).count), Set(labels).count == labels.count else {
      throw LessonError.classCount(
        topic,
        expected: count.lowerBound == count.upperBound
          ? "\(count.lowerBound) classes" : "\(count.lowerBound) to \(count.upperBound) different classes",
        received: Set(labels).count)
    }
    let (learned, others) = LessonPictures.divide(labeled)
    let chosen = [(learned, LessonPictures.trainingLimit), (others, LessonPictures.heldLimit)].map {
      samples, limit in
      labels.enumerated().flatMap { index, label in
        LessonPictures.spread(samples.filter { $0.label == label }, limit).map { $0.relabeled(index) }
      }
    }
    var geometry = GeometryChoice.geometry(for: chosen[0], source.images, limits: source.limits)
    if let side {
      let square = side(min(geometry.width, geometry.height))
      geometry = Preprocessing.Geometry(
        width: square, height: square, channels: geometry.channels, resize: geometry.resize,
        interpolation: geometry.interpolation, decoding: geometry.decoding)
    }
    let decoder = PartDecoder(
      classes: names, geometry: geometry, workers: source.workers, isStrict: source.isStrict,
      monitor: monitor, limits: source.limits, cache: source.cache)
    training = try decoder.decode(chosen[0])
    held = try decoder.decode(chosen[1])
    for (pixels, part, least) in [(training, "learn from", least), (held, "hold out", 1)] {
      for (index, name) in names.enumerated() {
        let count = pixels.samples.count { $0.label == index }
        guard count >= least else {
          throw LessonError.fewPictures(className: name, part: part, count: count, least: least)
        }
      }
    }
    preprocessing = try Preprocessing(
      geometry: geometry, normalization: .measured(on: training), layout: .planes)
  }

  private static func divide(_ labeled: LabeledData) -> (learned: [Sample], held: [Sample]) {
    let all = (labeled.parts[.training] ?? []) + labeled.unassigned
    let held = labeled.parts[.test] ?? labeled.parts[.validation] ?? []
    if !held.isEmpty { return (all, held) }
    var seen: [Int: Int] = [:]
    var parts: (learned: [Sample], held: [Sample]) = ([], [])
    for sample in all {
      seen[sample.label, default: 0] += 1
      if seen[sample.label, default: 0] % 4 == 0 {
        parts.held.append(sample)
      } else {
        parts.learned.append(sample)
      }
    }
    return parts
  }

  /// At most `limit` of the samples, taken from all over them.
  private static func spread(_ samples: [Sample], _ limit: Int) -> [Sample] {
    guard samples.count > limit else { return samples }
    return (0..<limit).map { samples[$0 * samples.count / limit] }
  }
}

extension LessonPictures {
  /// The numbers that a network takes of each picture, one after the other.
  func inputs(_ pixels: PixelStore) throws -> [Float] {
    try (0..<pixels.count).flatMap { preprocessing.input(try pixels.bytes($0)) }
  }

  func labels(_ pixels: PixelStore) -> [Int] { pixels.samples.map(\.label) }

  /// The picture as it was decoded.
  func picture(_ pixels: PixelStore, _ index: Int) throws -> Image {
    Image(
      width: geometry.width, height: geometry.height, channels: geometry.channels.count,
      pixels: try pixels.bytes(index))
  }

  /// The mean of the pictures of a class, pixel by pixel.
  func mean(of label: Int) throws -> Image {
    let members = training.samples.indices.filter { training.samples[$0].label == label }
    var sums = [Int](repeating: 0, count: geometry.count)
    for index in members {
      for (place, byte) in try training.bytes(index).enumerated() { sums[place] += Int(byte) }
    }
    return Image(
      width: geometry.width, height: geometry.height, channels: geometry.channels.count,
      pixels: sums.map { UInt8($0 / members.count) })
  }

  /// Refuses pictures with a side below `least`.
  func requireSide(_ least: Int, _ topic: LessonTopic) throws(LessonError) {
    guard min(geometry.width, geometry.height) >= least else {
      throw .smallPictures(topic, least: least, received: "\(geometry.width)×\(geometry.height)")
    }
  }
}
