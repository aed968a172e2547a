import Foundation

/// What is refused before memory is allocated for it.
public struct DecodingLimits: Hashable, Sendable, Codable {
  /// Width × height of a picture.
  public var pixels: Int
  /// The longer of width and height; 65,535, which no JPEG and no WebP exceeds.
  public var side: Int
  /// Size of a file; 512 MiB.
  public var bytes: Int

  /// Makes limits; what is left out is as `standardPixels` and the properties say.
  ///
  /// They are handed down to whatever decodes: nothing in the process has other ones.
  public init(pixels: Int = DecodingLimits.standardPixels, side: Int = 65_535, bytes: Int = 512 << 20) {
    self.pixels = pixels
    self.side = side
    self.bytes = bytes
  }
}

extension DecodingLimits {
  /// What decoding takes for a pixel: the coefficients of a progressive JPEG, and the pixels beside them.
  private static let bytesPerPixel = 10
  /// All memory of the machine, in bytes.
  private static let memory = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Pictures of more pixels are decoded one at a time: with fewer, so many threads as there are cores take an eighth
  /// of the machine's memory.
  static let pixelsAtOnce = memory / 8 / bytesPerPixel / ProcessInfo.processInfo.activeProcessorCount

  /// The limit of `pixels` where none is named: as many as a quarter of the machine's memory is enough for.
  public static let standardPixels = memory / 4 / bytesPerPixel
}
