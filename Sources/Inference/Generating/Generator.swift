import FoveaDatasets
import FoveaExecution
public import FoveaImages
import FoveaNetworks

/// Makes pictures with a generator that was trained.
///
/// ```swift
/// let generator = try Generator(GeneratorBundle(contentsOf: "run/generator.safetensors"))
/// let pictures = try generator.images(16, seed: 7)
/// ```
///
/// Picture number i of a seed is the same however many are made. It belongs to one thread at a time.
public final class Generator {
  /// The generator that is run.
  public let bundle: GeneratorBundle
  private let context: ExecutionContext

  // Always as many at once, so that kernels, and with them the last bits, are the same for any number of pictures.
  private static let batch = 64

  /// Compiles the network of `bundle`.
  ///
  /// - Throws: `ExecutionError` where it cannot be compiled on this machine.
  public init(_ bundle: GeneratorBundle) throws {
    self.bundle = bundle
    let executable = try Executable(bundle.network, batch: Generator.batch)
    try executable.parameters.load(bundle.parameters)
    context = try executable.inference(batch: Generator.batch)
  }

  /// Makes `count` pictures of one class, or of each class in its turn where none is said.
  ///
  /// - Parameter label: a position in `bundle.classes`; means nothing to a generator that knows no classes.
  public func images(_ count: Int, label: Int? = nil, seed: UInt64) throws -> [Image] {
    try images(labels: (0..<count).map { label ?? $0 % bundle.classes.count }, seed: seed)
  }

  /// Makes a picture of each of these classes.
  ///
  /// - Throws: `InferenceError.notFinite` where the network gives what is no number.
  public func images(labels: [Int], seed: UInt64) throws -> [Image] {
    let random = RandomSource(seed: seed)
    let input = bundle.input
    let size = bundle.network.output.count
    var images: [Image] = []
    images.reserveCapacity(labels.count)
    for start in stride(from: 0, to: labels.count, by: Generator.batch) {
      let portion = labels[start..<min(labels.count, start + Generator.batch)]
      for row in 0..<Generator.batch {
        let position = start + row
        input.write(
          label: position < portion.endIndex ? labels[position] : 0,
          random: random.stream("latent", position),
          to: UnsafeMutableBufferPointer(rebasing: context.input[row * input.count..<(row + 1) * input.count])
        )
      }
      try context.run()
      for row in portion.indices.map({ $0 - start }) {
        let values = UnsafeBufferPointer(rebasing: context.logits[row * size..<(row + 1) * size])
        guard values.allSatisfy(\.isFinite) else {
          throw InferenceError.notFinite(name: "picture \(start + row + 1)")
        }
        images.append(bundle.preprocessing.image(values))
      }
    }
    return images
  }
}

extension Preprocessing {
  /// The picture that these numbers, in planes, were made of, each brought to the nearest of 256 levels.
  package func image(_ values: UnsafeBufferPointer<Float>) -> Image {
    let channels = geometry.channels.count
    let plane = geometry.width * geometry.height
    let pixels = [UInt8](unsafeUninitializedCapacity: plane * channels) { buffer, count in
      for channel in 0..<channels {
        let (mean, deviation) = (normalization.mean[channel], normalization.deviation[channel])
        for i in 0..<plane {
          let level = 255 * (values[channel * plane + i] * deviation + mean)
          buffer[i * channels + channel] = UInt8(min(255, max(0, level.rounded())))
        }
      }
      count = plane * channels
    }
    return Image(width: geometry.width, height: geometry.height, channels: channels, pixels: pixels)
  }
}
