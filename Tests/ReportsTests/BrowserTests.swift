import Foundation
import FoveaEvaluation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaReports

@Suite(
  "Pages in a browser", .serialized,
  .enabled(if: Chromium.path != nil, "chromium is not installed; Scripts/setup --tests installs it"))
struct BrowserTests {
  private let folder: TemporaryFolder
  private let page: String

  init() throws {
    folder = try TemporaryFolder()
    page = folder.file("out/report.html")
  }

  /// Writes a report, with a script of the test's own at its end.
  private func write(_ content: ReportContent, script: String = "") throws {
    try ReportWriter(folder: folder.file("out")).write(content)
    guard !script.isEmpty else { return }
    let text = try folder.text("out/report.html")
    try text.replacingOccurrences(of: "</body>", with: "<script>\(script)</script></body>")
      .write(toFile: page, atomically: true, encoding: .utf8)
  }

  private func picture(_ sample: Int, _ side: Int) -> [UInt8]? {
    try? Image(width: 8, height: 8, channels: 1, pixels: (0..<64).map { UInt8(($0 * 3 + sample) % 256) })
      .pngBytes()
  }

  @Test("hostile names are text, the console stays empty and nothing is asked for")
  func hostileNames() throws {
    let names = ReportExample.hostileNames
    var content = try ReportExample.content(
      classes: names, samples: 60,
      names: (0..<60).map { "<img src=http://example.org/x onerror=alert(\($0))>.png" },
      thumbnail: picture)
    content.notes = names
    try write(
      content,
      script:
        "document.title = [...document.querySelectorAll('#per-class td:first-child')].map(c => c.textContent).join('|')"
    )
    let outcome = try Chromium.open(page)
    #expect(outcome.console.isEmpty, "\(outcome.console)")
    #expect(outcome.requests.isEmpty, "\(outcome.requests)")
    #expect(outcome.document.contains("<html lang=\"en\" class=\"js\">"))
    #expect(outcome.document.contains("<title>&lt;script&gt;alert(1)&lt;/script&gt;|"))
  }

  @Test("a click on a column sorts it, and classes can be looked for")
  func sorting() throws {
    try write(
      try ReportExample.content(classes: (1...40).map { "class \($0)" }, samples: 400),
      script: """
        const table = document.getElementById('per-class');
        const first = () => table.tBodies[0].rows[0].cells[0].textContent;
        const press = column => table.tHead.rows[0].cells[column].querySelector('button').click();
        const seen = [first()];
        press(0); press(0); seen.push(first());
        press(5);
        const f1 = [...table.tBodies[0].rows].map(row => +row.cells[5].dataset.v);
        seen.push(f1.every((v, i) => i === 0 || f1[i - 1] >= v), table.tHead.rows[0].cells[5].getAttribute('aria-sort'));
        const find = document.querySelector('[data-filter]');
        find.value = 'class 39'; find.dispatchEvent(new Event('input'));
        seen.push([...table.tBodies[0].rows].filter(row => !row.hidden).length);
        document.getElementById('map-in').click();
        seen.push(document.querySelector('svg.map').getAttribute('viewBox'));
        document.title = seen.join('|');
        """)
    let outcome = try Chromium.open(page)
    #expect(outcome.console.isEmpty, "\(outcome.console)")
    #expect(outcome.document.contains("<title>class 1|class 40|true|descending|1|8 8 24 24</title>"))
  }

  @Test("nothing is wider than a telephone", arguments: [2, 10, 40])
  func telephone(classes: Int) throws {
    try write(
      try ReportExample.content(
        classes: (1...classes).map { "a class with a rather long name \($0)" }, samples: 10 * classes,
        names: (0..<10 * classes).map {
          "a/very/long/path/without/any/space/in/it/that/could/break/\($0).png"
        },
        thumbnail: picture),
      script: "document.title = document.documentElement.scrollWidth + ' of ' + innerWidth")
    let outcome = try Chromium.open(page, width: 500, height: 900)
    #expect(outcome.document.contains("<title>500 of 500</title>"), "\(outcome.document.prefix(600))")
  }

  @Test("a screenshot shows the page, light and dark")
  func screenshots() throws {
    try write(try ReportExample.content(classes: ["ant", "bee", "cat"], samples: 90, thumbnail: picture))
    var means: [Int] = []
    for isDark in [false, true] {
      let shot = folder.file("shot-\(isDark).png")
      _ = try Chromium.open(page, isDark: isDark, screenshot: shot)
      let image = try ImageDecoder(channels: .rgb).decode(contentsOf: shot).image
      #expect(image.width == 1280 && image.height >= 900)
      var colours: Set<[UInt8]> = []
      for start in stride(from: 0, to: image.pixels.count, by: 300) {
        colours.insert(Array(image.pixels[start..<start + 3]))
      }
      #expect(colours.count > 20, "a page of \(colours.count) colours is empty")
      means.append(image.pixels.reduce(0) { $0 + Int($1) } / image.pixels.count)
    }
    #expect(means[0] > 200 && means[1] < 80, "\(means)")
  }
}
