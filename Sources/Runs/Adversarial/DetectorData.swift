import Foundation
import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks

/// Real and generated pictures, as many of each, divided into the parts that a detector learns from, chooses and is scored
/// by.
struct DetectorData {
  let training: PixelStore
  let validation: PixelStore
  let test: PixelStore
  /// What a reader should know of them.
  let notes: [String]

  /// The second one is what is looked for.
  static let classes = ["real", "generated"]
  /// The most real pictures that are used.
  private static let limit = 4000
  private static let shares = (validation: 0.1, test: 0.2)

  /// - Parameters:
  ///   - settings: of the training of the generator, whose data is read again.
  ///   - generator: makes the other half, of the same classes.
  init(
    _ settings: AdversarialSettings, _ generator: Generator, seed: UInt64, _ monitor: RunMonitor
  ) throws {
    let random = RandomSource(seed: seed)
    let learned = try AdversarialData(settings, monitor).pixels
    let unseen = try DetectorData.unseen(settings, learned, monitor)
    var order = Array(learned.samples.indices)
    var stream = random.stream("real")
    order.shuffle(using: &stream)
    order = Array(order.prefix(DetectorData.limit))
    let (heldForTest, heldForChoice) = (
      unseen == nil ? max(1, Int(Double(order.count) * DetectorData.shares.test)) : 0,
      max(1, Int(Double(order.count) * DetectorData.shares.validation))
    )
    var made = 0
    func store(_ pixels: PixelStore, _ indices: some Collection<Int>) throws -> PixelStore {
      defer { made += 1 }
      return try DetectorData.store(
        pixels, Array(indices), generator, seed: random.stream("generated", made).seed)
    }
    let scored = order.prefix(heldForTest)
    let chosen = order.dropFirst(heldForTest).prefix(heldForChoice)
    test =
      if let unseen {
        try store(unseen, unseen.samples.indices.prefix(DetectorData.limit / 4))
      } else {
        try store(learned, scored)
      }
    validation = try store(learned, chosen)
    training = try store(learned, order.dropFirst(heldForTest + heldForChoice))
    notes = [
      "The detector knows the pictures of this generator alone: those of another one, or of the same one trained anew, may look real to it.",
      unseen == nil
        ? "The real images of the test are held out from the detector, but the generator has learned from them."
        : "Neither the detector nor the generator has learned from the real images of the test.",
    ]
  }

  /// The pictures of the data's own test part, which the generator has not seen; nil where there are too few.
  private static func unseen(
    _ settings: AdversarialSettings, _ learned: PixelStore, _ monitor: RunMonitor
  ) throws -> PixelStore? {
    let labeled = try settings.source.labeled(minimumClasses: 1)
    let samples = (labeled.parts[.test] ?? []).compactMap { sample in
      learned.classes.firstIndex(of: labeled.classes[sample.label]).map { sample.relabeled($0) }
    }
    var order = samples
    var stream = RandomSource(seed: settings.source.seed).stream("unseen")
    order.shuffle(using: &stream)
    order = Array(order.prefix(limit / 4))
    guard order.count >= leastUnseen else { return nil }
    let pixels = try PartDecoder(
      classes: learned.classes, geometry: learned.geometry, workers: settings.source.workers, isStrict: false,
      monitor: monitor
    ).decode(order)
    return pixels.count >= leastUnseen ? pixels : nil
  }

  private static let leastUnseen = 50

  /// These real pictures and as many generated ones of their classes.
  private static func store(
    _ pixels: PixelStore, _ indices: [Int], _ generator: Generator, seed: UInt64
  ) throws -> PixelStore {
    let geometry = pixels.geometry
    let real = try indices.map { index in
      Sample(
        name: pixels.samples[index].name,
        source: .image(
          Image(
            width: geometry.width, height: geometry.height, channels: geometry.channels.count,
            pixels: try pixels.bytes(index))), label: 0)
    }
    let images = try generator.images(labels: indices.map { pixels.samples[$0].label }, seed: seed)
    let generated = images.enumerated().map { index, image in
      Sample(name: "generated \(index + 1)", source: .image(image), label: 1)
    }
    return try PixelStore(real + generated, classes: classes, geometry: geometry)
  }
}

extension RandomSource {
  /// A seed for whoever draws from a stream of its own.
  fileprivate var seed: UInt64 {
    var copy = self
    return copy.next()
  }
}
