import Foundation
import FoveaImages
import TestSupport

/// A folder of two classes of small gray pictures that are easy to tell apart: bright on the left, bright on the right.
struct Pictures {
  let folder: TemporaryFolder
  var path: String { folder.file("data") }

  init(_ count: Int = 24, side: Int = 12) throws {
    folder = try TemporaryFolder()
    for index in 0..<count {
      let name = index % 2 == 0 ? "left" : "right"
      let url = URL(fileURLWithPath: "\(folder.path)/data/\(name)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      let bytes = try Pictures.picture(index, side: side).pngBytes()
      try Data(bytes).write(to: url.appendingPathComponent("\(index).png"))
    }
  }

  /// Bright on the left where `index` is even, with some noise of its own.
  static func picture(_ index: Int, side: Int = 12) -> Image {
    let pixels = (0..<side * side).map { position in
      let isBright = (position % side < side / 2) == (index % 2 == 0)
      return UInt8((isBright ? 180 : 40) + (position &* 7 &+ index &* 31) % 41)
    }
    return Image(width: side, height: side, channels: 1, pixels: pixels)
  }
}
