import Foundation
import FoveaEvaluation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaReports

/// What a person does with a page, and on what: a key, a telephone, a dark screen, paper.
@Suite(
  "Pages as people use them", .serialized,
  .enabled(if: Chromium.path != nil, "chromium is not installed; Scripts/setup --tests installs it"))
struct PageBehaviourTests {
  private let page: PageFixture

  init() throws { page = try PageFixture("report.html") }

  /// A photo of 4:3, as large as it is asked for.
  private func photo(_ sample: Int, _ side: Int) -> [UInt8]? {
    let (width, height) = (side, side * 3 / 4)
    return try? Image(
      width: width, height: height, channels: 3,
      pixels: (0..<width * height * 3).map { UInt8(($0 / 3 % width + sample * 40) % 256) }
    ).jpegBytes()
  }

  private func write(classes: Int = 3, name: (Int) -> String = { "photos/\($0).jpg" }) throws {
    try page.writer.write(
      ReportExample.content(
        classes: (1...classes).map { "a class with a rather long name \($0)" }, samples: 12 * classes,
        names: (0..<12 * classes).map(name), thumbnail: photo))
  }

  @Test("Enter enlarges a picture, arrows go on, Escape closes, and the focus is where it was")
  func enlargingByKey() throws {
    try write()
    let browser = try BrowserSession()
    try browser.open(page.path)
    #expect(try browser.evaluate("document.querySelectorAll('.gallery img').length") != "0")
    try browser.evaluate("document.querySelector('.gallery button').focus()")
    #expect(try browser.evaluate("document.querySelector('dialog').open") == "false")
    try browser.press("Enter", code: 13, text: "\r")
    #expect(try browser.evaluate("document.querySelector('dialog').open") == "true")
    let enlarged = "document.querySelector('dialog img')"
    #expect(
      try browser.evaluate("\(enlarged).src === document.querySelector('.gallery img').src") == "true")
    let width = "\(enlarged).getBoundingClientRect().width"
    #expect(try browser.evaluate("\(width) > 300") == "true")
    #expect(try browser.evaluate("document.querySelector('dialog p').textContent").hasPrefix("photos/"))
    try browser.press("ArrowRight", code: 39)
    #expect(
      try browser.evaluate("\(enlarged).alt === document.querySelectorAll('.gallery img')[1].alt") == "true")
    try browser.press("Escape", code: 27)
    #expect(try browser.evaluate("document.querySelector('dialog').open") == "false")
    #expect(
      try browser.evaluate(
        "document.activeElement === document.querySelectorAll('.gallery button')[1]") == "true")
  }

  @Test("a click enlarges, another one closes")
  func enlargingByClick() throws {
    try write()
    let browser = try BrowserSession(width: 390, height: 844)
    try browser.open(page.path)
    try browser.click(".gallery img")
    #expect(try browser.evaluate("document.querySelector('dialog').open") == "true")
    let box = "document.querySelector('dialog').getBoundingClientRect()"
    #expect(try browser.evaluate("\(box).left >= 0 && \(box).right <= 390") == "true")
    try browser.click("dialog img")
    #expect(try browser.evaluate("document.querySelector('dialog').open") == "false")
  }

  @Test("nothing is wider than a telephone of 390 pixels", arguments: [2, 10, 40])
  func telephone(classes: Int) throws {
    try write(classes: classes) { "a/very/long/path/without/any/space/in/it/that/could/break/\($0).png" }
    let browser = try BrowserSession(width: 390, height: 844)
    try browser.open(page.path)
    #expect(try browser.evaluate("document.documentElement.scrollWidth") == "390")
  }

  @Test("a number stays beside its percent sign and beside the other end of its interval")
  func numbers() throws {
    try write(classes: 2)
    let browser = try BrowserSession(width: 390, height: 844)
    try browser.open(page.path)
    // A number that is broken lies in more than one line: in each text the places of its parts are compared.
    let broken = """
      (() => {
        const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node; node = walker.nextNode();) {
          if (node.parentElement.closest('script,style,svg,pre,bdi')) continue;
          for (const match of node.data.matchAll(/[\\d.]+(?:\\s+to\\s+[\\d.]+)?\\s+%|[\\d.]+\\s+to\\s+[\\d.]+/g)) {
            const range = document.createRange();
            range.setStart(node, match.index); range.setEnd(node, match.index + match[0].length);
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
            if (lines.size > 1) found.push(match[0]);
          }
        }
        return found.join('|');
      })()
      """
    for width in [390, 420, 460, 520, 600, 1280] {
      try browser.emulate(width: width)
      #expect(try browser.evaluate(broken) == "", "at \(width)")
    }
  }

  @Test("captions tell files of one name apart, and hovering shows the whole path")
  func captions() throws {
    try write { "/data/of/a/long/study/patient-\($0)-of-the-second-series/left-eye/image.png" }
    let browser = try BrowserSession()
    try browser.open(page.path)
    let same = """
      [...document.querySelectorAll('.gallery')].filter(list => {
        const names = [...list.querySelectorAll('.name')];
        return new Set(names.map(n => n.textContent)).size < new Set(names.map(n => n.title)).size;
      }).length
      """
    #expect(try browser.evaluate(same) == "0")
    #expect(
      try browser.evaluate(
        "[...document.querySelectorAll('.gallery .name')].every(n => n.title.startsWith('/data/of/') && n.scrollHeight <= n.clientHeight + 1)"
      ) == "true")
  }

  @Test("on dark paper the map's legend has the colours of its cells, and no words of light paper")
  func darkLegend() throws {
    try write(classes: 40)
    let browser = try BrowserSession(isDark: true)
    try browser.open(page.path)
    for (legend, cells) in [("hit", "--hit"), ("miss", "--miss")] {
      let colours = """
        (() => {
          const style = element => getComputedStyle(element);
          const map = [...document.querySelectorAll('svg.map path')].find(p => p.getAttribute('stroke') === 'var(\(cells))');
          const swatch = document.querySelector('#confusion svg rect.\(legend)');
          return style(swatch).fill === style(map).stroke;
        })()
        """
      #expect(try browser.evaluate(colours) == "true", "\(legend)")
    }
    #expect(!(try page.text.contains("darker")))
  }

  @Test("paper is light whatever the screen was")
  func lightPaper() throws {
    try write()
    let browser = try BrowserSession()
    try browser.open(page.path)
    try browser.emulate(width: 800, isDark: true, isPrint: true)
    let colours = """
      ['--bg', '--card', '--ink', '--good', '--bad', '--warn-bg', '--paper', '--s0', '--s2', '--s5', '--s7']
        .map(name => getComputedStyle(document.documentElement).getPropertyValue(name)).join(' ')
      """
    let dark = try browser.evaluate(colours)
    try browser.emulate(width: 800, isDark: false, isPrint: true)
    #expect(try browser.evaluate(colours) == dark)
    #expect(dark.hasPrefix("#fff #fff #000"))
  }

  @Test("on paper no heading stands at the foot of a page without what it is of")
  func headings() throws {
    try write(classes: 2)
    let browser = try BrowserSession()
    try browser.open(page.path)
    try browser.emulate(width: 800, isPrint: true)
    // Columns break by the rules of pages. Of each heading and the words below it what follows begins in its column.
    let stranded = """
      (() => {
        const main = document.querySelector('main'), found = [];
        for (let height = 500; height <= 1100; height += 40) {
          main.style.cssText = `columns:700px;column-gap:40px;column-fill:auto;width:700px;height:${height}px;padding:0`;
          for (const heading of document.querySelectorAll('h2,h3')) {
            let next = heading.nextElementSibling;
            while (next && (next.matches('p,.tools') || !next.getClientRects().length)) next = next.nextElementSibling;
            const first = next && [...next.querySelectorAll('td,th,img,svg,li')].find(e => e.getClientRects().length);
            if (first && Math.abs(first.getClientRects()[0].left - heading.getClientRects()[0].left) > 699)
              found.push(`${height}: ${heading.textContent}`);
          }
        }
        return found.join(', ');
      })()
      """
    #expect(try browser.evaluate(stranded) == "")
  }

  @Test("no words of a drawing leave it or cover its other words", arguments: [2, 9])
  func wordsOfDrawings(classes: Int) throws {
    try write(classes: classes)
    let browser = try BrowserSession()
    try browser.open(page.path)
    #expect(try browser.evaluate(DrawingCheck.script) == "")
  }
}

/// What words of the drawings of a page cover each other or leave their drawing.
enum DrawingCheck {
  static let script = """
    (() => {
      const found = [];
      for (const svg of document.querySelectorAll('svg.figure')) {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].filter(t => t.getClientRects().length && t.textContent.trim()
          && !t.getAttribute('transform')?.includes('-45'));
        const boxes = texts.map(t => t.getBoundingClientRect());
        boxes.forEach((a, i) => {
          if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
            found.push('beyond: ' + texts[i].textContent);
          for (let j = i + 1; j < boxes.length; j++) {
            const b = boxes[j];
            // A box has room above and below its letters.
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
              found.push(texts[i].textContent + ' over ' + texts[j].textContent);
          }
        });
      }
      return found.join(', ');
    })()
    """
}
