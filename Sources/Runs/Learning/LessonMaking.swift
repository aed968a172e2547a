import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaReports

/// What a lesson is made with.
struct LessonMaking {
  let topic: LessonTopic
  let monitor: RunMonitor
  /// Where pictures come from; nil where there are none.
  let source: DataSource?
  /// Classes by name; nil leaves the choice to the lesson.
  let classes: [String]?
  let seed: UInt64

  func pictures(
    count: ClosedRange<Int> = 2...10, least: Int = 8, side: ((Int) -> Int)? = nil
  ) throws -> LessonPictures {
    guard let source else { throw LessonError.noPictures(topic) }
    return try LessonPictures(
      source, monitor, topic: topic, classes: classes, count: count, least: least, side: side)
  }

  /// Tells how far a loop is, and ends it where nobody waits any more.
  func step(_ name: String, _ done: Int, of count: Int) throws {
    try monitor.requireGoingOn()
    if done % 16 == 0 { monitor.advance(name, done, of: count) }
  }
}

extension LessonTopic {
  /// Computes the lesson.
  func lesson(_ making: LessonMaking) throws -> Lesson {
    switch self {
    case .derivative: DerivativeLesson().lesson
    case .matrices: try MatricesLesson().lesson
    case .neuron: try NeuronLesson().lesson
    case .descent: try DescentLesson(making).lesson
    case .logistic: try LogisticLesson(making).lesson()
    case .propagation: try PropagationLesson().lesson
    case .activations: try ActivationsLesson(making).lesson
    case .depth: try DepthLesson(making).lesson
    case .filters: try FiltersLesson(making).lesson()
    case .states: try StatesLesson(making).lesson()
    case .samples: try SamplesLesson(making).lesson()
    }
  }
}

extension LessonFigure {
  /// Pictures in rows as one picture, each pixel so many times as large.
  static func pictures(
    _ name: String, title: String, caption: String, _ pictures: [Image], columns: Int, scale: Int = 1,
    margin: Int = 6
  ) throws -> LessonFigure {
    let sheet = Montage.image(pictures, columns: columns, margin: margin)
    let (width, height) = (sheet?.width ?? 1, sheet?.height ?? 1)
    return LessonFigure(
      name, title: title, caption: caption,
      .picture(
        LessonPicture(png: try sheet?.pngBytes() ?? [], width: width * scale, height: height * scale)))
  }
}

extension Image {
  /// The picture with every pixel `factor` times as wide and high.
  func enlarged(_ factor: Int) -> Image {
    resized(width: width * factor, height: height * factor, interpolation: .nearest)
  }

  /// Numbers of a map as gray levels, the least black and the largest white.
  init(levels values: [Float], width: Int, height: Int) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let scale = high > low ? 255 / (high - low) : 0
    self.init(
      width: width, height: height, channels: 1,
      pixels: values.map { UInt8(max(0, min(255, (($0 - low) * scale).rounded()))) })
  }
}
