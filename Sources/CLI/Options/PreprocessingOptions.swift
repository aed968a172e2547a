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

  @Option(help: "How another aspect ratio fits: stretch, crop, letterbox (default: crop).")
  var resize: ResizeMode?

  @Option(help: "Resampling filter: nearest, box, bilinear, bicubic, lanczos (default: bilinear).")
  var interpolation: Interpolation?

  @Flag(
    inversion: .prefixedNo,
    help: "Decode every pixel of a JPEG, also where a half or a quarter of them would do.")
  var exactDecode: Bool?

  /// These settings and, where they are silent, those of `file`.
  func settings(_ file: RecipeFile = .empty) throws -> ImageSettings {
    let size = file.wholeNumber(imgSize, "img_size")
    if let size, !(1...4096).contains(size.value) {
      throw ValidationError("\(size.name): expected 1 to 4096, received \(size.value)")
    }
    return ImageSettings(
      size: size?.value, channels: file.word(channels, "channels"),
      resize: file.word(resize, "resize") ?? .crop,
      interpolation: file.word(interpolation, "interpolation") ?? .bilinear,
      decoding: file.flag(exactDecode, "exact_decode") ? .exact : .shrink)
  }

  /// Whether nothing is said of pictures.
  var isOpen: Bool {
    imgSize == nil && channels == nil && resize == nil && interpolation == nil && exactDecode == nil
  }

  func validate() throws { _ = try settings() }
}
