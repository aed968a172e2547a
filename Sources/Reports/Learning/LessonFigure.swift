import Foundation
import FoveaEvaluation
package import FoveaFiles

/// A figure of a lesson: a drawing with its numbers, or a picture.
package struct LessonFigure: Sendable {
  /// What is drawn.
  package enum Drawing: Sendable {
    case plot(LessonPlot)
    case network(NetworkDiagram)
    case matrices(MatrixDiagram)
    case picture(LessonPicture)
  }

  /// The stem of its files.
  package let name: String
  package let title: String
  /// What is to be seen, without a full stop.
  package let caption: String
  package let drawing: Drawing

  package init(_ name: String, title: String, caption: String, _ drawing: Drawing) {
    self.name = name
    self.title = title
    self.caption = caption
    self.drawing = drawing
  }

  /// The name of the file with its drawing.
  package var file: String {
    switch drawing {
    case .plot, .network, .matrices: name + ".svg"
    case .picture: name + ".png"
    }
  }
}

/// A PNG file, and how large it is shown.
package struct LessonPicture: Sendable {
  let png: [UInt8]
  let width: Int
  let height: Int

  package init(png: [UInt8], width: Int, height: Int) {
    self.png = png
    self.width = width
    self.height = height
  }
}

extension LessonFigure {
  /// The drawing for the page and its file; nil for a picture.
  var figure: Figure? {
    switch drawing {
    case .plot(let plot): plot.figure(name: name, title: title, summary: caption)
    case .network(let diagram): diagram.figure(name: name, title: title, summary: caption)
    case .matrices(let diagram): diagram.figure(name: name, title: title, summary: caption)
    case .picture: nil
    }
  }

  var markup: Markup {
    .element("figure") {
      Markup.element("h3") { title }
      Markup.element("div", ["class": "wide"]) { content }
      Markup.element("figcaption") { caption + "." }
    }
  }

  private var content: Markup {
    if case .picture(let picture) = drawing {
      return .element(
        "img",
        [
          "class": "lesson-picture",
          "src": "data:image/png;base64," + Data(picture.png).base64EncodedString(),
          "width": String(picture.width), "height": String(picture.height), "alt": "\(title). \(caption)",
        ])
    }
    return figure?.element ?? .empty
  }
}

extension ReportWriter {
  /// Writes the drawing as SVG with its numbers as CSV, or the picture as PNG.
  package func write(_ figure: LessonFigure) throws(FileError) {
    if case .picture(let picture) = figure.drawing { return try write(picture.png, to: figure.file) }
    if let drawn = figure.figure { try write(drawn) }
  }
}
