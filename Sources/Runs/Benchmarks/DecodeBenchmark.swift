import Dispatch
package import FoveaDatasets
import FoveaFiles
package import FoveaImages
import FoveaNetworks

/// Times what training does with a file: decode, resize, normalise to planes of numbers; one thread, files in memory.
package struct DecodeBenchmark {
  private let geometry: Preprocessing.Geometry
  private let limits: DecodingLimits
  private let files: [[UInt8]]

  /// The most files that are read; enough that the mean is of many sizes, few enough to stay in memory.
  private static let limit = 400
  /// Passes over the files, of which the median counts.
  private static let passes = 5

  /// The result, as `--json` prints it.
  package struct Outcome: Encodable {
    let imagesPerSecondPerCore: Double
    let files: Int
    let passes: Int
    let imageSize: Int
    let resize: String
    let decoding: String

    enum CodingKeys: String, CodingKey {
      case files, passes, resize, decoding
      case imagesPerSecondPerCore = "images_per_second_per_core"
      case imageSize = "img_size"
    }

    /// The same for people.
    package var text: String {
      "\(fixed(imagesPerSecondPerCore, 1)) images a second and core: \(files) files at \(imageSize)×\(imageSize), \(resize), \(decoding), median of \(passes) passes"
    }
  }

  /// Reads the images below `folder`.
  ///
  /// - Throws: `BenchmarkError.noImages` where none can be read.
  package init(folder: String, geometry: Preprocessing.Geometry, limits: DecodingLimits) throws {
    self.geometry = geometry
    self.limits = limits
    let listing = ImageListing.images(at: [folder])
    let decoder = SampleDecoder(geometry: geometry, limits: limits)
    files = listing.paths.prefix(DecodeBenchmark.limit).compactMap { path in
      guard let bytes = try? decoder.bytes(of: path), (try? decoder.decode(bytes).get()) != nil else {
        return nil
      }
      return bytes
    }
    guard !files.isEmpty else { throw BenchmarkError.noImages(folder: folder) }
  }

  package func run() throws -> Outcome {
    let channels = geometry.channels.count
    // Any values will do: normalising costs the same for all.
    let preprocessing = try Preprocessing(
      geometry: geometry,
      normalization: Normalization(
        mean: Array(repeating: 0.45, count: channels), deviation: Array(repeating: 0.22, count: channels)),
      layout: .planes)
    let decoder = SampleDecoder(geometry: geometry, limits: limits)
    let table = preprocessing.table
    var target = [Float](repeating: 0, count: preprocessing.shape.count)
    var seconds: [Double] = []
    for _ in 0..<DecodeBenchmark.passes {
      let start = DispatchTime.now().uptimeNanoseconds
      for bytes in files {
        let pixels = try decoder.decode(bytes).get().bytes
        pixels.withUnsafeBufferPointer { pixels in
          target.withUnsafeMutableBufferPointer { target in
            table.withUnsafeBufferPointer { table in
              guard let pixels = pixels.baseAddress, let target = target.baseAddress,
                let table = table.baseAddress
              else { return }
              preprocessing.write(pixels, to: target, table: table)
            }
          }
        }
      }
      seconds.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    }
    return Outcome(
      imagesPerSecondPerCore: Double(files.count) / seconds.sorted()[seconds.count / 2], files: files.count,
      passes: seconds.count, imageSize: geometry.width, resize: geometry.resize.rawValue,
      decoding: geometry.decoding.rawValue)
  }
}

/// Why nothing can be measured.
package enum BenchmarkError: Error, Hashable, CustomStringConvertible {
  case noImages(folder: String)

  package var description: String {
    switch self {
    case .noImages(let folder): "\(folder): expected images to decode, received none that can be read"
    }
  }
}
