public import FoveaImages
public import FoveaNetworks

/// How an image becomes the numbers that a network takes: one value, stored in the model, used everywhere.
///
/// Decoding applies EXIF orientation; then channels, size, the scale of 0…255 to 0…1, normalisation and layout, in
/// this order.
public struct Preprocessing: Hashable, Sendable {
  /// The size and colours that pictures are brought to.
  public let geometry: Geometry
  /// What is taken off and divided by, for each channel.
  public let normalization: Normalization
  /// In which order the numbers of a sample lie.
  public let layout: Layout

  /// The picture that remains: its size, colours, and how others are brought to it.
  public struct Geometry: Hashable, Sendable {
    /// Pixels of a row.
    public let width: Int
    /// Rows of a picture.
    public let height: Int
    /// The colours.
    public let channels: Channels
    /// How a picture of another aspect ratio fits.
    public let resize: ResizeMode
    /// The resampling filter.
    public let interpolation: Interpolation
    /// How much of a JPEG is decoded.
    public let decoding: Decoding
    /// Of `ResizeMode.crop`: the share of the shorter side that is kept; one keeps all of it.
    ///
    /// Below one a picture is first scaled and then cut, as torchvision's and timm's `Resize` and `CenterCrop` do.
    public let cropShare: Double

    /// How much of a JPEG is decoded.
    public enum Decoding: String, Codable, Hashable, Sendable, CaseIterable {
      /// Every pixel.
      case exact
      /// A half, a quarter or an eighth of them, where that hardly changes the result: several times faster.
      case shrink
    }

    /// Makes a geometry; width and height are pixels, above 0, the share lies above 0 and up to 1.
    public init(
      width: Int, height: Int, channels: Channels = .rgb, resize: ResizeMode = .crop,
      interpolation: Interpolation = .bilinear, decoding: Decoding = .shrink, cropShare: Double = 1
    ) {
      precondition(width > 0 && height > 0, "expected a positive size, received \(width)×\(height)")
      precondition(cropShare > 0 && cropShare <= 1, "expected a share from 0 to 1, received \(cropShare)")
      self.width = width
      self.height = height
      self.channels = channels
      self.resize = resize
      self.interpolation = interpolation
      self.decoding = decoding
      self.cropShare = cropShare
    }

    /// Bytes of one image.
    package var count: Int { width * height * channels.count }
  }

  /// In which order the numbers of one sample lie.
  public enum Layout: Hashable, Sendable {
    /// One vector `[C·H·W]`, in the order of `planes`.
    case flatten
    /// `[C, H, W]`: one plane a colour, row by row.
    case planes
    /// `[T, C·size·size]`: squares without overlap, row by row; within each the order of `planes`.
    case patches(size: Int)
  }

  /// Makes a preprocessing; throws where patches do not divide the picture.
  public init(
    geometry: Geometry, normalization: Normalization, layout: Layout
  ) throws(DataError) {
    if case .patches(let size) = layout {
      guard size > 0, geometry.width % size == 0, geometry.height % size == 0 else {
        throw .patches(size: size, width: geometry.width, height: geometry.height)
      }
    }
    precondition(
      normalization.mean.count == geometry.channels.count,
      "\(normalization.mean.count) means for \(geometry.channels.count) channels")
    self.geometry = geometry
    self.normalization = normalization
    self.layout = layout
  }

  /// The shape of one sample.
  public var shape: Shape {
    let (width, height, channels) = (geometry.width, geometry.height, geometry.channels.count)
    switch layout {
    case .flatten: return [channels * height * width]
    case .planes: return [channels, height, width]
    case .patches(let size): return [height / size * (width / size), channels * size * size]
    }
  }
}

/// Mean and deviation that each channel is freed of, on the scale of 0 to 1: y = (x / 255 − mean) / deviation.
public struct Normalization: Hashable, Sendable, Codable {
  /// The mean of each channel, of numbers from 0 to 1.
  public let mean: [Float]
  /// The standard deviation of each channel, of numbers from 0 to 1.
  public let deviation: [Float]

  /// Makes a normalisation; deviations must be positive, one for each mean.
  public init(mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == deviation.count && deviation.allSatisfy { $0 > 0 },
      "expected a positive deviation for each mean, received \(mean) and \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  /// Measured over every pixel of `pixels`, which must be the training part and nothing else.
  ///
  /// A channel that never changes is divided by 1/255, one level, instead of by zero.
  ///
  /// - Parameter onProgress: called now and then with how many samples are done.
  public static func measured(
    on pixels: PixelStore, onProgress: (Int) -> Void = { _ in }
  ) throws(DataError) -> Normalization {
    let channels = pixels.geometry.channels.count
    // Sums of a histogram are exact, whatever the number of pixels.
    let histogram = try pixels.histogram(onProgress: onProgress)
    var means: [Float] = []
    var deviations: [Float] = []
    for channel in 0..<channels {
      let counts = histogram[channel * 256..<(channel + 1) * 256]
      let total = Double(max(1, counts.reduce(0, +)))
      let mean = counts.enumerated().reduce(0) { $0 + Double($1.offset) * Double($1.element) } / total
      let variance =
        counts.enumerated().reduce(0) {
          $0 + (Double($1.offset) - mean) * (Double($1.offset) - mean) * Double($1.element)
        } / total
      means.append(Float(mean / 255))
      deviations.append(Float(max(1, variance.squareRoot()) / 255))
    }
    return Normalization(mean: means, deviation: deviations)
  }
}
