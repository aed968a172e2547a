import Foundation
import FoveaEvaluation
import TestSupport
import Testing

@testable import FoveaReports

@Suite("Words of pages")
struct PageTextTests {
  @Test(
    "numbers keep their percent sign and intervals their ends",
    arguments: [
      ("80 % of 20 %", "80\u{A0}% of 20\u{A0}%"), ("-1.5 to +2.25 %", "-1.5\u{A0}to\u{A0}+2.25\u{A0}%"),
      ("50 % to 60 %", "50\u{A0}%\u{A0}to\u{A0}60\u{A0}%"), ("up to 12", "up to 12"),
      ("3 to merge", "3 to merge"),
      ("a %", "a %"), ("", ""), ("12 % ", "12\u{A0}% "), ("猫 5 %", "猫 5\u{A0}%"),
    ])
  func unbroken(text: String, joined: String) {
    #expect(text.unbroken == joined)
    #expect(Markup.text(text).source == Markup.exact(joined).source)
  }

  @Test("names and commands stay character by character")
  func names() {
    #expect(Markup.name("5 % to 6 %").source == "<bdi>5 % to 6 %</bdi>")
  }

  @Test("the middle gives way, and what would then be the same stays whole")
  func elision() {
    #expect(Elision.middle("short", to: 9) == "short")
    #expect(Elision.middle("abcdefghijklmnop", to: 9) == "ab…klmnop")
    #expect(Elision.middle("猫猫猫猫猫猫", to: 9).displayWidth <= 9)
    let names = ["Quercus robur from the north", "Quercus robur from the south"]
    #expect(Elision.middles(names, to: 12) == ["Que…he north", "Que…he south"])
    let alike = ["Quercus A robur from the north", "Quercus B robur from the north"]
    #expect(Elision.middles(alike, to: 12) == alike)
  }

  @Test("a caption is the end of a path, as much of it as tells it apart")
  func captions() {
    let captions = FileCaptions(["/d/a/1.png", "/d/b/1.png", "/e/b/1.png", "2.png", "/f/3.png"])
    #expect(captions["/d/a/1.png"] == "…/a/1.png")
    #expect(captions["/d/b/1.png"] == "/d/b/1.png" && captions["/e/b/1.png"] == "/e/b/1.png")
    #expect(captions["2.png"] == "2.png" && captions["/f/3.png"] == "/f/3.png")
    let long = FileCaptions([
      "x/y/IMG_20260114_of_the_second_session_0001.jpg", "x/y/IMG_20260114_of_the_second_session_0002.jpg",
    ])
    let caption = long["x/y/IMG_20260114_of_the_second_session_0002.jpg"]
    #expect(caption.displayWidth <= 36 && caption.hasSuffix("_session_0002.jpg"), "\(caption)")
    #expect(FileCaptions([])["other.png"] == "other.png")
  }

  private func interval(_ low: Double, _ high: Double) throws -> ConfidenceInterval {
    try JSONDecoder().decode(ConfidenceInterval.self, from: Data("[\(low), \(high)]".utf8))
  }

  @Test("a difference near an end keeps its words in the drawing")
  func differenceScale() throws {
    for sign in [-1.0, 1] {
      let low = min(sign * 0.18, sign * 0.2)
      let scale = DifferenceScale(
        difference: sign * 0.19, interval: try interval(low, low + 0.02))
      let text = try #require(
        scale.markup.source.firstMatch(of: #/<text class="tick middle" x="([\d.]+)" y="16">([^<]+)</#))
      let (middle, half) = (try #require(Double(text.1)), Plot.width(of: String(text.2)) / 2)
      #expect(middle - half >= 0 && middle + half <= 460, "\(text.0)")
    }
  }

  @Test("marks that lie close have words that do not cover each other, nor leave the drawing")
  func marks() {
    var plot = Plot(x: .share("x"), y: .share("y"))
    plot.marks = [(0.0, 1.0), (0.02, 0.99), (0.05, 1), (0.98, 0), (1, 0.02), (1, 1), (0.5, 0.5)].map {
      (Curve.Point(x: $0.0, y: $0.1), "epoch 12, kept", 0)
    }
    var boxes: [(left: Double, right: Double, line: Double)] = []
    for text in plot.drawing.source.matches(
      of: #/<text class="tick halo( end| middle)?" x="([\d.]+)" y="([\d.]+)">([^<]+)</#)
    {
      let (x, y) = (Double(text.2) ?? 0, Double(text.3) ?? 0)
      let width = Plot.width(of: String(text.4))
      let left = text.1 == " end" ? x - width : text.1 == " middle" ? x - width / 2 : x
      #expect(left >= 0 && left + width <= Plot.width && y <= plot.height, "\(text.0)")
      for box in boxes where abs(box.line - y) < 11 {
        #expect(box.right <= left || left + width <= box.left, "\(text.0)")
      }
      boxes.append((left, left + width, y))
    }
    #expect(boxes.count == 7)
  }

  @Test("long numbers have room beside the label of their axis, and those below do not touch")
  func ticks() throws {
    let wide = Plot(
      x: Plot.Axis(label: "x", low: 0, high: 10, ticks: [0, 9.5, 10]) { "\(Int($0 * 1e7))" },
      y: .numbers("images", low: 0, high: 1_200_000))
    let source = wide.drawing.source
    let longest = try #require(
      source.firstMatch(of: /class="tick end" x="([\d.]+)" y="[\d.]+">1500000</))
    let end = try #require(Double(longest.1))
    #expect(end - Plot.width(of: "1500000") >= 18 - 1e-6)
    #expect(source.contains(">100000000<") && source.contains(">0<") && !source.contains(">95000000<"))
    let last = try #require(
      source.firstMatch(of: /class="tick middle" x="([\d.]+)" y="[\d.]+">100000000</))
    let middle = try #require(Double(last.1))
    #expect(middle + Plot.width(of: "100000000") / 2 <= Plot.width)
  }
}

@Suite("Pictures of pages")
struct PictureStoreTests {
  @Test("few pictures are large, many are small, and all of them keep to the budget")
  func budget() {
    var asked: [Int] = []
    func picture(_ key: Int, _ side: Int) -> [UInt8]? {
      asked.append(side)
      return [UInt8](repeating: 0xFF, count: side * side / 7)
    }
    let few = PictureStore([1, 2], budget: 1_000_000, picture)
    #expect(few[1]?.count == 320 * 320 / 7 && few[3] == nil && asked == [320, 320])
    asked = []
    let many = PictureStore(Array(0..<300), budget: 1_000_000, picture)
    let bytes = (0..<300).reduce(0) { $0 + (many[$1]?.count ?? 0) * 4 / 3 }
    #expect(bytes <= 1_000_000 && bytes > 400_000)
    // Most are made once.
    #expect(asked.count == 300)
  }

  @Test("an exact picture shows its pixels, a photo does not, and a missing one is said")
  func markup() {
    #expect(PagePicture(name: "a", file: [0x89]).image.source.contains("class=\"enlarges pixels\""))
    #expect(
      PagePicture(name: "a", file: [0xFF, 0xD8]).image.source.contains(
        "class=\"enlarges\" src=\"data:image/jpeg"))
    #expect(PagePicture(name: "a", file: nil).framed.source.contains("no picture"))
  }
}
