import Foundation
package import FoveaFiles
package import FoveaImages

/// What one look at a file says about it.
package struct SampleFacts: Hashable, Sendable {
  package enum Reading: Hashable, Sendable {
    case whole
    case recovered(String)
    /// Whole, but the file has more pages.
    case firstPage(String)
    case unreadable(String)
  }

  package var reading: Reading
  package var format: ImageFormat?
  /// Size of the upright picture.
  package var width = 0
  package var height = 0
  /// Bytes of the file.
  package var bytes = 0
  /// Of the file; nil where it gives no picture.
  package var digest: SHA256Digest?
  package var light: Light?
  package var signature: PictureSignature?

  /// Brightness and sharpness, of the luma of the picture at 128×128.
  package struct Light: Hashable, Sendable {
    /// Levels that 2 % and 98 % of the pixels are below.
    package let low: Int
    package let high: Int
    /// Standard deviation.
    package let deviation: Double
    /// Mean square of the Laplacian over that of the differences between neighbours: fine detail against coarse.
    package let sharpness: Double
  }

  /// The size at which light and sharpness are measured.
  static let look = Fitting(width: 128, height: 128, mode: .stretch)

  /// Reads and decodes `sample` to look at it.
  package init(_ sample: Sample, limits: DecodingLimits = DecodingLimits()) {
    guard let image = sample.source.image else {
      do throws(ImageError) {
        let content = try SampleDecoder.file(of: sample, limit: limits.bytes)
        let decoded = try ImageDecoder(channels: nil, limits: limits)
          .decode(content, fitting: SampleFacts.look, isExact: false)
        self.init(decoded, look: decoded.image, digest: SHA256Digest(content), bytes: content.count)
      } catch {
        self.init(unreadable: "\(error)")
      }
      return
    }
    self.init(image)
  }

  /// What is known of a file that gives no picture.
  init(unreadable reason: String) { reading = .unreadable(reason) }

  /// What is known of a picture that is no file.
  init(_ image: Image) {
    reading = .whole
    (width, height, bytes) = (image.width, image.height, image.pixels.count)
    digest = SHA256Digest(image.pixels)
    // No signature: pictures of such sets are centred and alike, so that likeness says nothing of copies.
    light = Light(image.converted(to: .gray))
  }

  /// A whole picture of which nothing else is known yet.
  init(width: Int, height: Int, digest: SHA256Digest) {
    reading = .whole
    (self.width, self.height, self.digest) = (width, height, digest)
  }

  /// - Parameters:
  ///   - decoded: the picture at any size.
  ///   - image: the picture at the size of `look`.
  ///   - bytes: how many the file has.
  init(_ decoded: DecodedImage, look image: Image, digest: SHA256Digest, bytes: Int) {
    reading = decoded.recovered.map(Reading.recovered) ?? decoded.note.map(Reading.firstPage) ?? .whole
    format = decoded.format
    (width, height, self.bytes) = (decoded.fullWidth, decoded.fullHeight, bytes)
    self.digest = digest
    let gray = image.converted(to: .gray)
    light = Light(gray)
    signature = PictureSignature(gray)
  }
}

extension SampleFacts.Light {
  init(_ image: Image) {
    var histogram = Array(repeating: 0, count: 256)
    for level in image.pixels { histogram[Int(level)] += 1 }
    func level(below share: Double) -> Int {
      var left = Int(share * Double(image.pixels.count))
      return histogram.firstIndex { count in
        left -= count
        return left < 0
      } ?? 255
    }
    low = level(below: 0.02)
    high = level(below: 0.98)
    let mean = image.pixels.reduce(0.0) { $0 + Double($1) } / Double(image.pixels.count)
    let square = histogram.enumerated().reduce(0.0) {
      $0 + Double($1.element) * (Double($1.offset) - mean) * (Double($1.offset) - mean)
    }
    deviation = (square / Double(image.pixels.count)).squareRoot()
    sharpness = Self.sharpness(image)
  }

  private static func sharpness(_ image: Image) -> Double {
    guard image.width > 2, image.height > 2 else { return 1 }
    let (width, pixels) = (image.width, image.pixels)
    var (fine, coarse) = (0, 0)
    pixels.withUnsafeBufferPointer { pixels in
      for y in 1..<image.height - 1 {
        for i in y * width + 1..<(y + 1) * width - 1 {
          let here = Int(pixels[i])
          let (left, right) = (Int(pixels[i - 1]), Int(pixels[i + 1]))
          let (above, below) = (Int(pixels[i - width]), Int(pixels[i + width]))
          let laplacian = left + right + above + below - 4 * here
          fine += laplacian * laplacian
          coarse += (right - left) * (right - left) + (below - above) * (below - above)
        }
      }
    }
    return coarse == 0 ? 1 : Double(fine) / Double(coarse)
  }
}
