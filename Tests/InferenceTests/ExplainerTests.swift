import Foundation
import FoveaDatasets
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("Explanations")
struct ExplainerTests {
  /// A logistic model of 12×12 gray pictures that only looks at the upper left quarter.
  private func quarter(weights: ((Int, Int) -> Float)? = nil, classes: Int = 2) throws -> ModelBundle {
    let side = 12
    let preprocessing = try Preprocessing(
      geometry: Preprocessing.Geometry(width: side, height: side, channels: .gray),
      normalization: Normalization(mean: [0.5], deviation: [0.25]), layout: .flatten)
    let network = try Architecture.logistic(LogisticRegression()).network(
      input: [side * side], classes: classes)
    let outputs = classes == 2 ? 1 : classes
    let look = weights ?? { y, x in y < 6 && x < 6 ? 0.2 : 0 }
    let values = (0..<outputs).flatMap { output in
      (0..<side * side).map { look($0 / side, $0 % side) * Float(output + 1) }
    }
    return try ModelBundle(
      network: network, preprocessing: preprocessing, classes: (0..<classes).map { "class \($0)" },
      parameters: [
        "head.weight": Tensor([outputs, side * side], values), "head.bias": Tensor([outputs], repeating: 0),
      ],
      provenance: Provenance(
        engine: "test", seed: 0, trainingSamples: 1, validationSamples: 0, dataFingerprint: "00"))
  }

  private let picture = Image(
    width: 12, height: 12, channels: 1, pixels: (0..<144).map { UInt8(180 + $0 % 50) })

  private func mean(_ map: Heatmap, rows: Range<Int>, columns: Range<Int>) -> Float {
    let values = rows.flatMap { y in columns.map { map.values[y * map.width + $0] } }
    return values.reduce(0, +) / Float(values.count)
  }

  @Test func occlusionFindsWhatTheModelLooksAt() throws {
    let explainer = try Explainer(quarter())
    #expect(explainer.methods == [.occlusion])
    let explanation = try explainer.explain(picture)
    #expect(explanation.target == 1 && explanation.method == .occlusion)
    let map = explanation.heatmap
    #expect(mean(map, rows: 0..<5, columns: 0..<5) > 0.1)
    #expect(abs(mean(map, rows: 7..<12, columns: 7..<12)) < 1e-5)
    // What speaks for one of two classes speaks against the other.
    let other = try explainer.explain(picture, target: 0).heatmap
    #expect(zip(map.values, other.values).allSatisfy { abs($0 + $1) < 1e-4 })
  }

  @Test func gradCAMNeedsConvolutions() throws {
    let explainer = try Explainer(quarter())
    #expect(throws: InferenceError.noFeatureMaps) { try explainer.explain(picture, method: .gradCAM) }
    #expect(
      "\(InferenceError.noFeatureMaps)"
        == "grad-cam: expected a network with convolutions, received one without; use --method occlusion")
  }

  @Test("random weights change the map (Adebayo et al., 2018, arXiv:1810.03292)")
  func sanityCheck() throws {
    var random = RandomSource(seed: 5)
    let noise = (0..<144).map { _ in random.uniform() - 0.5 }
    let trained = try Explainer(quarter()).explain(picture, target: 1).heatmap
    let randomized = try Explainer(quarter { y, x in noise[y * 12 + x] }).explain(picture, target: 1).heatmap
    #expect(abs(rankCorrelation(trained.values, randomized.values)) < 0.5)
    #expect(rankCorrelation(trained.values, trained.values) > 0.999)
  }

  @Test func weightPicturesAreTheWeights() throws {
    let maps = try #require(try quarter().weightMaps)
    #expect(maps.count == 2)
    #expect(maps[1].values[0] == 0.2 && maps[0].values[0] == -0.2 && maps[1].values[143] == 0)
    let three = try #require(try quarter(classes: 3).weightMaps)
    #expect(three.map { $0.values[0] } == [0.2, 0.4, 0.6])
  }

  @Test func mapsAreColouredBySign() {
    let map = Heatmap(width: 2, height: 1, values: [1, -2])
    let overlay = map.overlay(on: Image(width: 2, height: 1, channels: 1, pixels: [100, 100]))
    #expect(overlay.channels == 3 && overlay.width == 2)
    #expect(overlay.pixels[0] > overlay.pixels[2] && overlay.pixels[5] > overlay.pixels[3])
    let picture = map.picture(side: 4)
    #expect(picture.width == 4 && picture.height == 2)
    #expect(Heatmap(width: 1, height: 1, values: [0]).picture(side: 1).pixels == [255, 255, 255])
    #expect(map.resized(width: 4, height: 1).values == [1, 0.25, -1.25, -2])
  }

  /// A photo of 48×24 that a crop takes the middle of: what the model saw begins at a quarter and ends at three.
  @Test func mapsLieOnThePartOfThePhotoThatWasSeen() throws {
    let photo = Image(
      width: 48, height: 24, channels: 3, pixels: (0..<48 * 24 * 3).map { UInt8(180 + $0 % 50) })
    let explanation = try Explainer(quarter()).explain(photo)
    #expect(explanation.photo == photo && explanation.picture.width == 12)
    #expect(explanation.region == SeenRegion(x: 0.25, y: 0, width: 0.5, height: 1))
    let overlay = explanation.heatmap.overlay(on: explanation.photo, region: explanation.region)
    #expect(overlay.width == 48 && overlay.height == 24 && overlay.channels == 3)
    func colour(_ x: Int, _ y: Int) -> Int {
      let start = 3 * (y * 48 + x)
      return Int(overlay.pixels[start]) - Int(overlay.pixels[start + 2])
    }
    // The upper left quarter of the middle speaks for the class; beside the middle nothing does.
    #expect(colour(15, 4) > 60)
    #expect(abs(colour(33, 20)) < 8)
    for x in [0, 5, 11, 36, 47] { #expect(colour(x, 4) == 0, "\(x)") }
    // In the order of left to right: pale, then what was seen.
    #expect(overlay.pixels[0] > 208)
    let whole = explanation.heatmap.overlay(on: explanation.picture)
    #expect(whole == explanation.heatmap.overlay(on: explanation.picture, region: .whole))
  }

  @Test func largePhotosAreBroughtToASizeForPeople() throws {
    try TestPaths.withTemporaryFolder { folder in
      let photo = Image(
        width: 1300, height: 650, channels: 3, pixels: [UInt8](repeating: 200, count: 1300 * 650 * 3))
      try Data(photo.jpegBytes()).write(to: URL(fileURLWithPath: folder + "/1.jpg"))
      let explanation = try Explainer(quarter()).explain(contentsOf: folder + "/1.jpg")
      #expect(explanation.photo.width == 640 && explanation.photo.height == 320)
      #expect(explanation.photo.channels == 3 && explanation.picture.channels == 1)
      #expect(explanation.region.width == 0.5)
    }
  }

  @Test func contactSheetsHaveACellForEachPicture() throws {
    let small = Image(width: 4, height: 2, channels: 1, pixels: [UInt8](repeating: 0, count: 8))
    let sheet = try #require(Montage.image([small, small, small], columns: 2, margin: 1))
    #expect(sheet.width == 11 && sheet.height == 7)
    #expect(sheet.pixels.count { $0 == 0 } == 3 * 3 * 8)
    #expect(Montage.image([], columns: 3) == nil)
  }
}

/// Spearman's correlation; ties keep their order.
func rankCorrelation(_ left: [Float], _ right: [Float]) -> Double {
  func ranks(_ values: [Float]) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      ranks[index] = Double(rank)
    }
    return ranks
  }
  let (a, b) = (ranks(left), ranks(right))
  let mean = Double(a.count - 1) / 2
  let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
  let variance = a.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return covariance / variance
}
