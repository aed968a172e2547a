package import FoveaImages
import FoveaNetworks

extension Preprocessing.Geometry {
  /// The pixels of `image` in these colours and this size: the one path of training, evaluation and classification.
  package func pixels(of image: Image) -> [UInt8] {
    image.converted(to: channels).fitted(fitting).pixels
  }

  /// What brings pixels of this size to that of `other`.
  func scaling(to other: Preprocessing.Geometry) -> Scaling {
    Scaling(
      width: width, height: height, toWidth: other.width, toHeight: other.height, interpolation: interpolation
    )
  }

  /// This size as a decoder takes it.
  package var fitting: Fitting {
    Fitting(
      width: width, height: height, mode: resize, interpolation: interpolation, cropShare: cropShare)
  }
}

extension Preprocessing {
  /// The same for pictures whose sides are `scale` times as long, of at least a pixel; throws where patches do not
  /// divide them.
  package func scaled(by scale: Float) throws(DataError) -> Preprocessing {
    func side(_ side: Int) -> Int { max(1, Int((Float(side) * scale).rounded())) }
    return try Preprocessing(
      geometry: Geometry(
        width: side(geometry.width), height: side(geometry.height), channels: geometry.channels,
        resize: geometry.resize, interpolation: geometry.interpolation, decoding: geometry.decoding,
        cropShare: geometry.cropShare),
      normalization: normalization, layout: layout)
  }

  /// The value of every byte in every channel, `[channels, 256]`.
  package var table: [Float] {
    zip(normalization.mean, normalization.deviation).flatMap { mean, deviation in
      (0..<256).map { (Float($0) / 255 - mean) / deviation }
    }
  }

  /// The numbers that a network takes of a picture, `shape.count` of them.
  ///
  /// - Parameter pixels: `geometry.count` bytes, interleaved (HWC).
  package func input(_ pixels: [UInt8]) -> [Float] {
    precondition(pixels.count == geometry.count, "expected \(geometry.count) bytes, received \(pixels.count)")
    return [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      table.withUnsafeBufferPointer { table in
        pixels.withUnsafeBufferPointer { pixels in
          guard let target = buffer.baseAddress, let table = table.baseAddress,
            let pixels = pixels.baseAddress
          else { return }
          write(pixels, to: target, table: table)
        }
      }
      count = shape.count
    }
  }

  /// Where the number of a pixel's colour lies in a sample.
  package func position(channel: Int, y: Int, x: Int) -> Int {
    switch layout {
    case .flatten, .planes: return (channel * geometry.height + y) * geometry.width + x
    case .patches(let size):
      let patch = y / size * (geometry.width / size) + x / size
      return ((patch * geometry.channels.count + channel) * size + y % size) * size + x % size
    }
  }

  /// Where each number of a sample comes from when its picture is mirrored, then moved right and down by `shift`
  /// pixels with its edge repeated.
  package func sources(mirrored: Bool, shift: Int) -> [Int32] {
    let (width, height) = (geometry.width, geometry.height)
    var sources = Array(repeating: Int32(0), count: shape.count)
    for channel in 0..<geometry.channels.count {
      for y in 0..<height {
        for x in 0..<width {
          let column = min(width - 1, max(0, x - shift))
          sources[position(channel: channel, y: y, x: x)] = Int32(
            position(
              channel: channel, y: min(height - 1, max(0, y - shift)),
              x: mirrored ? width - 1 - column : column))
        }
      }
    }
    return sources
  }

  /// Writes one sample in this layout.
  ///
  /// - Parameters:
  ///   - pixels: `geometry.count` bytes, interleaved (HWC).
  ///   - target: room for `shape.count` numbers.
  ///   - table: `table`, made once for many samples.
  package func write(
    _ pixels: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<Float>, table: UnsafePointer<Float>
  ) {
    let (width, height, channels) = (geometry.width, geometry.height, geometry.channels.count)
    switch layout {
    case .flatten, .planes:
      let plane = width * height
      if channels == 3 {
        let (red, green, blue) = (target, target + plane, target + 2 * plane)
        var pixel = pixels
        for i in 0..<plane {
          red[i] = table[Int(pixel[0])]
          green[i] = table[256 + Int(pixel[1])]
          blue[i] = table[512 + Int(pixel[2])]
          pixel += 3
        }
        return
      }
      for channel in 0..<channels {
        let (values, row) = (table + 256 * channel, target + plane * channel)
        for i in 0..<plane { row[i] = values[Int(pixels[i * channels + channel])] }
      }
    case .patches(let size):
      var next = target
      for top in stride(from: 0, to: height, by: size) {
        for left in stride(from: 0, to: width, by: size) {
          for channel in 0..<channels {
            let values = table + 256 * channel
            for y in top..<top + size {
              let row = pixels + (y * width + left) * channels + channel
              for x in 0..<size { next[x] = values[Int(row[x * channels])] }
              next += size
            }
          }
        }
      }
    }
  }
}
