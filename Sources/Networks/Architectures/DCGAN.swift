/// A pair of convolutional networks that learn from each other: a generator makes pictures of random numbers, a
/// discriminator tells them from real ones.
///
/// - Shapes: pictures `[C, S, S]` with S = b · 2ᵈ, b from 4 to 7. The generator takes `[latent + classes, 1, 1]`; a b×b
///   transposed convolution makes `[width · 2ᵈ⁻¹, b, b]` of it, each 4×4 transposed convolution of stride 2 doubles the
///   side and halves the channels, the last one makes the picture, from −1 to 1. The discriminator is its mirror image;
///   its flattened maps give `[1 + classes]`.
/// - Formula: with classes the discriminator's score is D(x, y) = ψ(φ(x)) + v_y · φ(x): output 0 plus output 1 + y of one
///   linear head, each with a bias. Without classes it is output 0.
/// - Source: Radford, Metz, Chintala: *Unsupervised Representation Learning with Deep Convolutional Generative
///   Adversarial Networks*, arXiv:1511.06434 (layers, batch normalisation but in the discriminator's first layer, leaky
///   slope 0.2, first weights of deviation 0.02); Miyato, Koyama: *cGANs with Projection Discriminator*, arXiv:1802.05637,
///   equation 3; Miyato et al.: *Spectral Normalization for Generative Adversarial Networks*, arXiv:1802.05957, which takes
///   the place of the discriminator's batch normalisation.
public struct DCGAN: Hashable, Sendable, Codable {
  /// How many random numbers a picture is made of.
  public var latent: Int
  /// Channels at half the side of the picture; each halving of the side doubles them.
  public var width: Int
  /// What keeps the discriminator from growing without bounds.
  public var normalization: Normalization

  /// What keeps the discriminator from growing without bounds.
  public enum Normalization: String, Hashable, Sendable, Codable, CaseIterable {
    /// The weights of each layer are divided by their largest singular value.
    case spectral
    /// Batch normalisation of all layers but the first; real and generated pictures are then batches of their own.
    case batch
  }

  /// Makes the definition; the networks are built for a picture and a number of classes.
  public init(latent: Int = 128, width: Int = 64, normalization: Normalization = .spectral) {
    (self.latent, self.width, self.normalization) = (latent, width, normalization)
  }

  /// The sides that pictures can have, in pixels.
  public static let sides: [Int] = bases.flatMap { base in (1...4).map { base << $0 } }.filter { $0 <= 64 }
    .sorted()
  private static let bases = 4...7
  private static let slope: Float = 0.2
  private static let firstDeviation: Float = 0.02

  /// The side nearest to `side` that pictures can have, the larger one of two.
  public static func nearestSide(to side: Int) -> Int {
    sides.reversed().min { abs($0 - side) < abs($1 - side) } ?? side
  }
}

extension DCGAN {
  /// The network that makes pictures of shape `picture`; with classes, one of the last `classes` inputs says which.
  ///
  /// - Throws: `NetworkError.architecture` for a picture of another size than those of `sides`.
  public func generator(of picture: Shape, classes: Int = 0) throws(NetworkError) -> Network {
    let (base, channels) = try stages(of: picture)
    var builder = NetworkBuilder(input: [latent + classes, 1, 1])
    for (index, channels) in channels.reversed().enumerated() {
      let name = index == 0 ? "stem" : "up\(index)"
      let convolution =
        index == 0
        ? TransposedConvolution(channels, kernelSize: Extent(height: base, width: base), bias: false)
        : TransposedConvolution(
          channels, kernelSize: 4, stride: 2, padding: .symmetric(1), bias: false)
      builder.append(.transposedConvolution(convolution), name: "\(name).conv")
      builder.append(.batchNormalization, name: "\(name).norm")
      builder.append(.relu, name: "\(name).relu")
    }
    builder.append(
      .transposedConvolution(picture[0], kernelSize: 4, stride: 2, padding: .symmetric(1)),
      name: "image.conv")
    builder.append(.activation(.tanh), name: "image.tanh")
    return try builder.build()
  }

  /// The network that scores pictures of shape `picture`.
  ///
  /// - Throws: `NetworkError.architecture` for a picture of another size than those of `sides`.
  public func discriminator(of picture: Shape, classes: Int = 0) throws(NetworkError) -> Network {
    let (_, channels) = try stages(of: picture)
    var builder = NetworkBuilder(input: picture)
    for (index, channels) in channels.enumerated() {
      let name = "down\(index + 1)"
      let isNormalized = normalization == .batch && index > 0
      builder.append(
        .convolution(channels, kernelSize: 4, stride: 2, padding: .symmetric(1), bias: !isNormalized),
        name: "\(name).conv")
      if isNormalized { builder.append(.batchNormalization, name: "\(name).norm") }
      builder.append(.activation(.leakyReLU(slope: DCGAN.slope)), name: "\(name).relu")
    }
    builder.append(.flatten, name: "flatten")
    builder.append(.linear(1 + classes), name: "head")
    return try builder.build()
  }

  /// First parameters of either network: weights from a normal distribution of deviation 0.02.
  package func initialParameters(of network: Network, random: RandomSource) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for spec in network.parameters {
      var stream = random.stream(spec.name)
      tensors[spec.name] =
        spec.role == .weight
        ? Tensor(spec.shape, (0..<spec.shape.count).map { _ in DCGAN.firstDeviation * stream.normal() })
        : spec.initializer.tensor(spec.shape, random: &stream)
    }
    return tensors
  }

  /// The side of the smallest maps, and the channels of all maps from the largest on.
  private func stages(of picture: Shape) throws(NetworkError) -> (base: Int, channels: [Int]) {
    guard let extent = picture.extent, extent.height == extent.width, DCGAN.sides.contains(extent.width)
    else {
      let nearest = picture.extent.map { DCGAN.nearestSide(to: $0.shorter) } ?? DCGAN.sides[0]
      throw .architecture(
        "dcgan",
        expected:
          "square pictures [C, S, S] with S one of \(DCGAN.sides.map(String.init).joined(separator: ", "))",
        received: picture.description, remedy: "choose the nearest that fits, --size \(nearest)")
    }
    let side = extent.width
    let doublings = (1...4).first { DCGAN.bases.contains(side >> $0) && (side >> $0) << $0 == side } ?? 1
    return (side >> doublings, (0..<doublings).map { width << $0 })
  }
}
