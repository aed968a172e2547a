import Foundation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaReports

/// A folder in which a test writes a page, to open it in a browser.
struct PageFixture {
  let folder: TemporaryFolder
  let writer: ReportWriter
  /// The file of the page.
  let path: String

  /// - Parameter name: the file that the page is written to.
  init(_ name: String) throws {
    folder = try TemporaryFolder()
    writer = try ReportWriter(folder: folder.file("out"))
    path = folder.file("out/" + name)
  }

  /// The text of the page.
  var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }

  /// Opens the page with a script of the test's own at its end, whose result is the title of the document.
  func open(
    titled script: String = "document.title", width: Int = 1280, height: Int = 1000, isDark: Bool = false
  ) throws -> Chromium.Outcome {
    let scripted = path + ".scripted.html"
    try text.replacingOccurrences(
      of: "</body>", with: "<script>document.title = (() => { return \(script); })()</script></body>"
    ).write(toFile: scripted, atomically: true, encoding: .utf8)
    return try Chromium.open(scripted, width: width, height: height, isDark: isDark)
  }

  /// The mean of all channels of a screenshot, and how many colours it has.
  func screenshot(isDark: Bool) throws -> (mean: Int, colours: Int, width: Int) {
    let shot = folder.file("shot-\(isDark).png")
    _ = try Chromium.open(path, isDark: isDark, screenshot: shot)
    let image = try ImageDecoder(channels: .rgb).decode(contentsOf: shot).image
    let colours = Set(
      stride(from: 0, to: image.pixels.count, by: 300).map { Array(image.pixels[$0..<$0 + 3]) })
    return (
      image.pixels.reduce(0) { $0 + Int($1) } / image.pixels.count, colours.count, image.width
    )
  }
}
