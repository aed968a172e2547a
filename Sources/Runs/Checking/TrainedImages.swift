import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaInference

/// Which images of some data a model was trained on.
struct TrainedImages: Hashable, Sendable, Encodable {
  /// The model as it was named.
  let model: String
  /// How many images could be read.
  let images: Int
  /// The names of those that it was trained on, in order.
  let paths: [String]

  /// What it comes to.
  var sentence: String {
    switch paths.count {
    case 0:
      "\(model) was trained on none of \(images == 1 ? "this image" : "these \(TextNumber.count(images)) images")"
    case images:
      "\(model) was trained on \(images == 1 ? "this image" : "all of these \(TextNumber.count(images)) images"): its scores on this data say nothing about others"
    case let count:
      "\(model) was trained on \(TextNumber.count(count)) of these \(TextNumber.count(images)) images: 'fovea evaluate' leaves them out"
    }
  }
}

/// The digests of the pixels that a model was trained on, with how images become such pixels.
struct TrainingDigests {
  private let model: String
  private let geometry: Preprocessing.Geometry
  private let known: Set<Substring>

  /// - Parameter model: a run folder, or the model that lies in one.
  init(of model: String) throws {
    let file = RunFolder.model(at: model)
    geometry = try ModelBundle(contentsOf: file).preprocessing.geometry
    let path = RunFolder(ofModel: file).path(of: .digests)
    do {
      known = try PixelDigests(contentsOf: path).all
    } catch is ResumptionError {
      throw CheckError.noDigests(path: path)
    }
    self.model = model
  }

  /// Decodes the images of `data` as the model sees them, a portion at a time, and compares.
  func images(
    of data: LabeledData, workers: Int, limits: DecodingLimits, _ monitor: RunMonitor
  ) throws -> TrainedImages {
    let samples = data.all
    let decoder = SampleDecoder(geometry: geometry, limits: limits)
    var (paths, count): ([String], Int) = ([], 0)
    try monitor.phase {
      let portion = 64 * max(1, workers)
      for start in stride(from: 0, to: samples.count, by: portion) {
        let batch = samples[start..<min(samples.count, start + portion)]
        let digests = ParallelMap.map(batch.count, workers: workers) { position -> String? in
          guard let pixels = try? decoder.decode(batch[start + position]).get() else { return nil }
          return pixels.bytes.withUnsafeBytes { PixelStore.digest($0) }
        }
        for (sample, digest) in zip(batch, digests) {
          guard let digest else { continue }
          count += 1
          if known.contains(Substring(digest)) { paths.append(sample.name) }
        }
        monitor.advance("comparing with the training images", start + batch.count, of: samples.count)
        try monitor.requireGoingOn()
      }
    }
    return TrainedImages(model: model, images: count, paths: paths)
  }
}

/// Why a check cannot say what it was asked for.
public enum CheckError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No list of what the model was trained on.
  case noDigests(path: String)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .noDigests(let path):
      "\(path): expected digests of the images that the model was trained on, received none; give the run folder that fovea train wrote"
    }
  }
}
