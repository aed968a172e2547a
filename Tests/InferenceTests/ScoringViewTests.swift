import Foundation
import FoveaDatasets
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("Several views of a picture")
struct ScoringViewTests {
  private static let weights: [Float] = [0.5, -1, 2, 0.25]
  private static let pixels: [UInt8] = [10, 200, 60, 120]

  private func bundle(_ views: ScoringViews) throws -> ModelBundle {
    let example = try Example.bundle()
    return try ModelBundle(
      network: example.network, preprocessing: example.preprocessing, classes: example.classes,
      parameters: ["head.weight": Tensor([1, 4], Self.weights), "head.bias": Tensor([1], [0.25])],
      views: views, provenance: example.provenance)
  }

  /// The output for the pixels of the picture in this order.
  private func logit(_ order: [Int]) -> Double {
    zip(order, Self.weights).reduce(0.25) { sum, pair in
      sum + (Double(Self.pixels[pair.0]) / 255 - 0.5) / 0.25 * Double(pair.1)
    }
  }

  private func expectLogit(_ expected: Double, _ views: ScoringViews) throws {
    let picture = Image(width: 2, height: 2, channels: 1, pixels: Self.pixels)
    let result = try Classifier(bundle(views)).classify(picture)
    #expect(abs(Double(result.probabilities[1]) - 1 / (1 + exp(-expected))) < 1e-6, "\(views)")
  }

  @Test func outputsAreAveraged() throws {
    let (whole, mirrored) = (logit([0, 1, 2, 3]), logit([1, 0, 3, 2]))
    try expectLogit(whole, .single)
    try expectLogit((whole + mirrored) / 2, .mirrored)
    // Up and left the last pixel fills the picture, down and right the first one; mirrored, the other column.
    let moved = logit([3, 3, 3, 3]) + logit([2, 2, 2, 2]) + logit([0, 0, 0, 0]) + logit([1, 1, 1, 1])
    try expectLogit((whole + mirrored) / 4 + moved / 8, .shifted)
  }

  @Test func theyAreOfTheModel() throws {
    try TestPaths.withTemporaryFolder { folder in
      for views in ScoringViews.allCases {
        let bundle = try bundle(views)
        try bundle.write(to: folder + "/m.safetensors")
        #expect(try ModelBundle(contentsOf: folder + "/m.safetensors") == bundle)
      }
    }
  }

  @Test(arguments: [Preprocessing.Layout.flatten, .planes, .patches(size: 2)])
  func everyLayoutIsMirrored(layout: Preprocessing.Layout) throws {
    let preprocessing = try Preprocessing(
      geometry: Preprocessing.Geometry(width: 4, height: 2, channels: .rgb),
      normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]), layout: layout)
    func sample(_ pixel: (Int, Int, Int) -> UInt8) -> [Float] {
      let pixels = (0..<2).flatMap { y in (0..<4).flatMap { x in (0..<3).map { pixel(y, x, $0) } } }
      var sample = Array(repeating: Float(0), count: preprocessing.shape.count)
      pixels.withUnsafeBufferPointer { pixels in
        preprocessing.table.withUnsafeBufferPointer { table in
          sample.withUnsafeMutableBufferPointer { sample in
            guard let pixels = pixels.baseAddress, let table = table.baseAddress,
              let sample = sample.baseAddress
            else { return }
            preprocessing.write(pixels, to: sample, table: table)
          }
        }
      }
      return sample
    }
    let plain = sample { y, x, channel in UInt8(100 * channel + 10 * y + x) }
    let mirrored = sample { y, x, channel in UInt8(100 * channel + 10 * y + 3 - x) }
    #expect(preprocessing.sources(mirrored: true, shift: 0).map { plain[Int($0)] } == mirrored)
    let shifted = sample { y, x, channel in UInt8(100 * channel + 10 * max(0, y - 1) + max(0, x - 1)) }
    #expect(preprocessing.sources(mirrored: false, shift: 1).map { plain[Int($0)] } == shifted)
  }
}
