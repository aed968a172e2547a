import ArgumentParser
import Fovea

/// For what an architecture is built.
struct BuildOptions: ParsableArguments {
  @Option(help: "Side of the images in pixels (default: 64).")
  var imgSize: Int?

  @Option(help: "Colours of the images: rgb, gray (default: rgb).")
  var channels: Channels?

  @Option(help: "Number of classes (default: 10).")
  var classes: Int?

  func validate() throws {
    if let imgSize, !(1...4096).contains(imgSize) {
      throw ValidationError("--img-size: expected 1 to 4096, received \(imgSize)")
    }
    if let classes, !(2...1_000_000).contains(classes) {
      throw ValidationError("--classes: expected 2 to 1000000, received \(classes)")
    }
  }

  /// Refuses the options for something that is built already.
  func requireNone(path: String) throws {
    let given = [
      ("--img-size", imgSize != nil), ("--channels", channels != nil), ("--classes", classes != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw ValidationError(
        "\(option): only an architecture takes it, received '\(path)'; architectures are \(Architecture.all.map(\.name).joined(separator: ", "))"
      )
    }
  }
}
