import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
public import FoveaImages
import FoveaNetworks

/// Shows which parts of an image a prediction depends on (Grad-CAM, occlusion).
public final class Explainer {
  /// How a map is made.
  public enum Method: String, CaseIterable, Sendable {
    /// The fall of the class's evidence when a part of the picture is covered; for any network.
    case occlusion
    /// The last feature maps weighted by how much the class depends on them; for networks with convolutions.
    case gradCAM = "grad-cam"
  }

  /// A map with what it explains.
  public struct Explanation: Sendable {
    /// What the model says of the picture.
    public let classification: Classification
    /// The class that the map is of.
    public let target: Int
    /// How the map was made.
    public let method: Method
    /// How much each place speaks for the class.
    public let heatmap: Heatmap
    /// The picture as the network sees it.
    public let picture: Image
    /// All of the picture, at its own aspect ratio and in its own colours, for people to look at; its longer side has
    /// at most `Explainer.photoSide` pixels.
    public let photo: Image
    /// The part of the photo that the network saw, which the map is of.
    public let region: SeenRegion
    /// Why only a part of the file was seen, where it is cut or has more pages; nil where it is whole.
    public let recovered: String?
  }

  /// The most pixels that the longer side of a photo has.
  public static let photoSide = 640

  /// The model that is explained.
  public let bundle: ModelBundle
  let runner: NetworkRunner
  let cam: ClassActivation?
  private let classifier: Classifier

  /// Compiles the network of `bundle`.
  ///
  /// - Parameter limits: what is refused before it is decoded.
  public init(_ bundle: ModelBundle, limits: DecodingLimits = DecodingLimits()) throws {
    self.bundle = bundle
    runner = try NetworkRunner(bundle.network, parameters: bundle.parameters)
    cam = try ClassActivation(bundle)
    classifier = try Classifier(bundle, limits: limits, workers: 1)
  }

  /// The methods that this network allows, the most telling one first.
  public var methods: [Method] { cam == nil ? [.occlusion] : [.gradCAM, .occlusion] }

  /// Explains a picture.
  ///
  /// The classification is that of `Classifier`, with every view of the model; the map is of the picture as it is.
  ///
  /// - Parameters:
  ///   - target: the class to explain; nil takes the one that is predicted.
  ///   - method: nil takes the first of `methods`.
  /// - Throws: `InferenceError.noFeatureMaps` where Grad-CAM is asked of a network without them.
  public func explain(_ image: Image, target: Int? = nil, method: Method? = nil) throws -> Explanation {
    try explain(
      classifier.pixels(of: image), photo: image.within(Explainer.photoSide), name: "the picture",
      target: target, method: method)
  }

  /// Explains the picture in a file, decoded as `Classifier` does.
  ///
  /// - Throws: `ClassificationFailure` for a file that cannot be read, `InferenceError.noFeatureMaps` where Grad-CAM is asked of
  ///   a network without them.
  public func explain(
    contentsOf path: String, target: Int? = nil, method: Method? = nil
  ) throws -> Explanation {
    let (pixels, photo) = try classifier.pixels(contentsOf: path, photoWithin: Explainer.photoSide)
    return try explain(pixels, photo: photo, name: path, target: target, method: method)
  }

  private func explain(
    _ pixels: DecodedPixels, photo: Image?, name: String, target: Int?, method: Method?
  ) throws -> Explanation {
    let geometry = bundle.preprocessing.geometry
    let bytes = pixels.bytes
    let classification = try classifier.classify(pixels, name: name)
    let target = target ?? classification.labelIndex
    let method = method ?? methods[0]
    let heatmap: Heatmap
    switch method {
    case .occlusion:
      let logits = try runner.outputs(of: [input(bytes)])[0]
      heatmap = try occlusion(bytes, target: target, whole: evidence(logits, for: target))
    case .gradCAM:
      guard let cam else { throw InferenceError.noFeatureMaps }
      heatmap = try cam.heatmap(input(bytes), target: target)
    }
    let picture = Image(
      width: geometry.width, height: geometry.height, channels: geometry.channels.count, pixels: bytes)
    var region = SeenRegion.whole
    if photo != nil, let size = pixels.fullSize { region = SeenRegion(of: size, in: geometry) }
    return Explanation(
      classification: classification, target: target, method: method, heatmap: heatmap, picture: picture,
      photo: photo ?? picture, region: region, recovered: pixels.note)
  }

  /// The numbers that the network takes of a picture's bytes.
  func input(_ bytes: [UInt8]) -> [Float] { bundle.preprocessing.input(bytes) }

  /// The log-odds of a class, which do not flatten out where a probability is near 1.
  func evidence(_ logits: [Float], for target: Int) -> Float { LogOdds.value(logits, of: target) }
}
