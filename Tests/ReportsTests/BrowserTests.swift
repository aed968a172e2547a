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
  private let page: PageFixture

  init() throws { page = try PageFixture("report.html") }

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
    try page.writer.write(content)
    let outcome = try page.open(
      titled:
        "[...document.querySelectorAll('#per-class td:first-child')].map(c => c.textContent).join('|')")
    #expect(outcome.console.isEmpty, "\(outcome.console)")
    #expect(outcome.requests.isEmpty, "\(outcome.requests)")
    #expect(outcome.document.contains("<html lang=\"en\" class=\"js\">"))
    #expect(outcome.document.contains("<title>&lt;script&gt;alert(1)&lt;/script&gt;|"))
  }

  @Test("a click on a column sorts it, and classes can be looked for")
  func sorting() throws {
    try page.writer.write(ReportExample.content(classes: (1...40).map { "class \($0)" }, samples: 400))
    let outcome = try page.open(
      titled: """
        (() => {
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
          return seen.join('|');
        })()
        """)
    #expect(outcome.console.isEmpty, "\(outcome.console)")
    #expect(outcome.document.contains("<title>class 1|class 40|true|descending|1|8 8 24 24</title>"))
  }

  @Test("a screenshot shows the page, light and dark")
  func screenshots() throws {
    try page.writer.write(
      ReportExample.content(classes: ["ant", "bee", "cat"], samples: 90, thumbnail: picture))
    let (light, dark) = (try page.screenshot(isDark: false), try page.screenshot(isDark: true))
    #expect(light.width == 1280 && light.colours > 20 && dark.colours > 20, "\(light) \(dark)")
    #expect(light.mean > 200 && dark.mean < 80, "\(light) \(dark)")
  }
}
