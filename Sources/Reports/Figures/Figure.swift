import FoveaFiles

/// A drawing with the numbers that it shows: part of the page, and an SVG and a CSV file of its own.
struct Figure {
  /// The stem of its files.
  let name: String
  let title: String
  /// What it shows, for those who do not see it.
  let summary: String
  let width: Double
  let height: Double
  let drawing: Markup
  let columns: [String]
  let rows: [CSVRow]

  /// The drawing as an element of a page, whose style sheet colours it.
  var element: Markup {
    .element(
      "svg",
      [
        "class": "figure", "role": "img", "viewBox": viewBox, "width": Numeral.coordinate(width),
        "aria-label": "\(title). \(summary)",
      ]
    ) { drawing }
  }

  /// The drawing as a file, with colours of its own on white.
  var file: Markup {
    .element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "figure", "viewBox": viewBox,
        "width": Numeral.coordinate(width), "height": Numeral.coordinate(height),
      ]
    ) {
      Markup.element("title") { title }
      Markup.element("desc") { summary }
      Markup.element("style") {
        FigureStyle.lightColours
        FigureStyle.rules
      }
      Markup.element("rect", ["class": "paper", "width": "100%", "height": "100%"])
      drawing
    }
  }

  private var viewBox: String { "0 0 \(Numeral.coordinate(width)) \(Numeral.coordinate(height))" }
}

/// How figures look, in the page and in their files.
enum FigureStyle {
  /// Colours that can be told apart by people who do not see all of them (Okabe, Ito), on white.
  static let lightColours = Markup.literal(
    """
    svg.figure{--ink:#1b2430;--muted:#5c6878;--grid:#e3e7ed;--paper:#fff;--hit:#0b62a8;--miss:#c4470b;
    --s0:#0b62a8;--s1:#c4470b;--s2:#00805f;--s3:#a6478a;--s4:#8a6d00;--s5:#2b8fc7;--s6:#6b5bd2;--s7:#5c6878}
    """)

  static let rules = Markup.literal(
    """
    svg.figure{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:var(--ink)}
    .figure .paper{fill:var(--paper)}
    .figure .grid{stroke:var(--grid);stroke-width:1;fill:none}
    .figure .axis{stroke:var(--muted);stroke-width:1;fill:none}
    .figure .tick{fill:var(--muted);font-size:11px}
    .figure .label{fill:var(--muted);font-size:12px}
    .figure .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    .figure .reference{fill:none;stroke:var(--muted);stroke-width:1.25;stroke-dasharray:4 4}
    .figure .dashed{stroke-dasharray:6 4}
    .figure .s0{stroke:var(--s0)}.figure .s1{stroke:var(--s1)}.figure .s2{stroke:var(--s2)}
    .figure .s3{stroke:var(--s3)}.figure .s4{stroke:var(--s4)}.figure .s5{stroke:var(--s5)}
    .figure .s6{stroke:var(--s6)}.figure .s7{stroke:var(--s7)}
    .figure .contour{fill:none;stroke:var(--muted);stroke-width:.8;stroke-opacity:.55}
    .figure .border{fill:none;stroke:var(--ink);stroke-width:1.8}
    .figure .speck{stroke:none}.figure .c0{fill:var(--s0)}.figure .c1{fill:var(--s1)}.figure .c2{fill:var(--s2)}
    .figure .c3{fill:var(--s3)}.figure .c4{fill:var(--s4)}.figure .c5{fill:var(--s5)}.figure .c6{fill:var(--s6)}
    .figure .c7{fill:var(--s7)}
    .figure .node{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
    .figure .edge{fill:none;stroke:var(--muted);stroke-width:1.25}
    .figure .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
    .figure .back{fill:var(--s1)}.figure .strong{font-weight:600}.figure .lit{fill:var(--s0);fill-opacity:.18}
    .figure .dot{fill:var(--paper);stroke-width:2}
    .figure .bar{fill:var(--s0);fill-opacity:.75}.figure .too-sure{fill:var(--s1);fill-opacity:.45}
    .figure .too-modest{fill:var(--s2);fill-opacity:.45}.figure .count{font-size:12px}
    .figure .hit{fill:var(--hit)}.figure .miss{fill:var(--miss)}
    .figure .cell{stroke:var(--paper);stroke-width:1}
    .figure .on-dark{fill:#fff}
    .figure .end{text-anchor:end}.figure .middle{text-anchor:middle}
    .figure .share{display:none}
    """)
}
