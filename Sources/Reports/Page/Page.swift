/// One HTML file that needs nothing else: style, script, pictures and drawings are in it.
struct Page {
  /// A part of the page, with its entry in the contents.
  struct Section {
    let id: String
    let title: String
    let body: Markup
  }

  let title: String
  let subtitle: String
  /// What stands above the title.
  var brand = "fovea report"
  let sections: [Section]

  /// The file.
  var bytes: [UInt8] {
    let html = Markup.joined([
      .literal("<!doctype html>\n"),
      .element("html", ["lang": "en"]) {
        head
        body
      },
      .literal("\n"),
    ])
    return Array(html.source.utf8)
  }

  private var head: Markup {
    .element("head") {
      Markup.element("meta", ["charset": "utf-8"])
      Markup.element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      Markup.element("meta", ["name": "color-scheme", "content": "light dark"])
      Markup.element("meta", ["name": "generator", "content": "fovea"])
      // Nothing may be loaded from elsewhere, whatever a name in this page says.
      Markup.element(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content":
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        ])
      Markup.element("title") { "\(title) · fovea" }
      Markup.element("style") {
        PageStyle.sheet
        FigureStyle.rules
        PageStyle.print
      }
    }
  }

  private var body: Markup {
    .element("body") {
      Markup.element("a", ["class": "skip", "href": "#main"]) { "Skip to the content" }
      Markup.element("header", ["class": "top"]) {
        Markup.element("p", ["class": "brand"]) { brand }
        Markup.element("h1") { Markup.name(title) }
        Markup.element("p", ["class": "muted"]) { Markup.name(subtitle) }
      }
      Markup.element("nav", ["aria-label": "Contents"]) {
        for section in sections {
          Markup.element("a", ["href": "#" + section.id]) { section.title }
        }
      }
      Markup.element("main", ["id": "main"]) {
        for section in sections {
          Markup.element("section", ["id": section.id, "aria-labelledby": "\(section.id)-title"]) {
            Markup.element("h2", ["id": "\(section.id)-title"]) { section.title }
            section.body
          }
        }
      }
      Markup.element("script") {
        PageScript.source
        EnlargeScript.source
      }
    }
  }
}
