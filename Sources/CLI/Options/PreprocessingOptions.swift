public import ArgumentParser
public import Fovea

extension Channels: ExpressibleByArgument {}
extension ResizeMode: ExpressibleByArgument {}
extension Interpolation: ExpressibleByArgument {}

/// How pixels become numbers.
struct PreprocessingOptions: ParsableArguments {
  @Option(help: "Side in pixels that images are brought to (default: their own up to 64, else 64).")
  var imgSize: Int?

  @Option(help: "Colours that the network sees: rgb, gray (default: gray if all images are).")
  var channels: Channels?

  @Option(help: "How another aspect ratio fits: stretch, crop, letterbox.")
  var resize: ResizeMode = .crop

  @Option(help: "Resampling filter: nearest, box, bilinear, bicubic, lanczos.")
  var interpolation: Interpolation = .bilinear

  @Flag(help: "Decode every pixel of a JPEG, also where a half or a quarter of them would do.")
  var exactDecode = false

  /// What `exactDecode` means.
  var decoding: Preprocessing.Geometry.Decoding { exactDecode ? .exact : .shrink }

  func validate() throws {
    if let imgSize, !(1...4096).contains(imgSize) {
      throw ValidationError("--img-size: expected 1 to 4096, received \(imgSize)")
    }
  }
}
