import Foundation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaReports

/// A lesson with a figure of every kind.
private func lesson(_ words: String = "words") throws -> LessonContent {
  let png = try Image(width: 4, height: 4, channels: 1, pixels: (0..<16).map { UInt8($0 * 16) }).pngBytes()
  let plot = LessonPlot(
    x: .init("x", 0...4), y: .init("cost", 1e-3...10, isLogarithmic: true),
    lines: [
      LessonPlot.Line(words, [(x: 0, y: 1), (x: 2, y: 0.1), (x: 4, y: 1e6)], colour: 1, hasDots: true)
    ],
    bars: [(from: 1, to: 2, height: 1)], marks: [(x: 2, y: 0.1, text: words, colour: 0)],
    dots: [LessonPlot.Line("class", [(x: 1, y: 1)], colour: 2)],
    surface: LessonPlot.Surface(x: 0...4, y: 1...9, levels: [2, 4], border: 4) { $0.map { $0.x + $0.y } })
  let network = NetworkDiagram(
    layers: [[.init("x₁"), .init("x₂", forward: [words], backward: ["∂ 1"])], [.init("p")]],
    edges: [.init(layer: 0, from: 0, to: 0, forward: "w = 1", backward: "∂ 2")])
  let matrices = MatrixDiagram([
    .matrix(.init(words, [["1", "2"], ["3", "4"]]) { row, _ in row == 0 }), .sign("="),
    .matrix(.init("B", [["5"]])),
  ])
  return LessonContent(
    name: "topic", title: words, subtitle: words, command: "fovea learn topic",
    sections: [
      .init(
        "first", words,
        [
          .text(words), .formula("y = x\nz = y < 1"), .table(heads: ["a", words], rows: [[words, "2"]]),
          .figures([
            LessonFigure("a-plot", title: words, caption: words, .plot(plot)),
            LessonFigure("a-network", title: "N", caption: words, .network(network)),
          ]), .figures([LessonFigure("a-matrix", title: "M", caption: words, .matrices(matrices))]),
          .figures([
            LessonFigure(
              "a-picture", title: "P", caption: words,
              .picture(LessonPicture(png: png, width: 900, height: 900)))
          ]),
        ])
    ], numbers: [(words, "0.5000")])
}

@Suite("Pages of lessons", .serialized)
struct LessonPageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a page has its figures in it, and each as a file with its numbers")
  func files() throws {
    try ReportWriter(folder: folder.path).write(try lesson())
    #expect(try folder.names() == ["figures", "topic.html"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("figures")).sorted() == [
        "a-matrix.csv", "a-matrix.svg", "a-network.csv", "a-network.svg", "a-picture.png", "a-plot.csv",
        "a-plot.svg",
      ])
    let page = try folder.text("topic.html")
    #expect(page.components(separatedBy: "<svg ").count == 4)
    #expect(page.contains("data:image/png;base64,") && page.contains("0.5000"))
    #expect(page.firstMatch(of: /(?:src|href)="(?!data:|#)/) == nil)
    #expect(page.contains("<pre>y = x\nz = y &lt; 1\n</pre>"), "lines of a formula stay lines")
    #expect(try folder.text("figures/a-plot.csv").contains("words,2.0,0.1"))
    #expect(try folder.text("figures/a-matrix.csv").contains("words,1,0,3"))
    #expect(try folder.text("figures/a-network.csv").contains("x₁ to p,w = 1,∂ 2"))
    // Files are XML of their own.
    for name in ["a-plot", "a-network", "a-matrix"] {
      #expect(try folder.text("figures/\(name).svg").hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    }
  }

  @Test("a line ends where it leaves the frame")
  func clipping() throws {
    let plot = LessonPlot(
      x: .init("x", 0...10), y: .init("y", 0...10),
      lines: [LessonPlot.Line("a", [(x: 0, y: 0), (x: 5, y: 20), (x: 10, y: 0)], colour: 0)])
    let drawing = plot.figure(name: "a", title: "a", summary: "a").drawing.source
    // Left border 58, width 384: x = 2.5 is at 154, the top at 12 below the legend of 23.
    #expect(drawing.contains("d=\"M58,277 154,35\""), "\(drawing)")
  }

  @Test("an index leads to lessons")
  func index() throws {
    try ReportWriter(folder: folder.path).write(
      LessonIndex(title: "Learn", subtitle: "s", lessons: [("One <b>", "words", "one.html")]))
    let page = try folder.text("index.html")
    #expect(page.contains("<a href=\"one.html\">One &lt;b&gt;</a>"))
  }
}

@Suite(
  "Pages of lessons in a browser", .serialized,
  .enabled(if: Chromium.path != nil, "chromium is not installed; Scripts/setup --tests installs it"))
struct LessonBrowserTests {
  private let page: PageFixture

  init() throws { page = try PageFixture("topic.html") }

  @Test("hostile words are text, nothing is asked for")
  func hostile() throws {
    let words = "<script>alert(1)</script><img src=http://example.org/x onerror=alert(2)>"
    try page.writer.write(lesson(words))
    let outcome = try page.open(
      titled:
        "[document.querySelector('h1').textContent.length, document.querySelectorAll('svg.figure').length, document.querySelector('img').naturalWidth].join('|')"
    )
    #expect(outcome.console.isEmpty, "\(outcome.console)")
    #expect(outcome.requests.isEmpty, "\(outcome.requests)")
    #expect(outcome.document.contains("<title>\(words.count)|3|4</title>"), "\(outcome.document.prefix(400))")
  }

  @Test("nothing is wider than a telephone")
  func telephone() throws {
    try page.writer.write(lesson("a rather long name of something that is learned"))
    let browser = try BrowserSession(width: 390, height: 844)
    try browser.open(page.path)
    #expect(try browser.evaluate("document.documentElement.scrollWidth") == "390")
  }

  @Test("drawings are seen on light and on dark paper")
  func screenshots() throws {
    try page.writer.write(lesson("words"))
    let (light, dark) = (try page.screenshot(isDark: false).mean, try page.screenshot(isDark: true).mean)
    #expect(light > 200 && dark < 80, "\(light) \(dark)")
  }
}
