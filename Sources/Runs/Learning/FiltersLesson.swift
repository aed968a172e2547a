import FoveaDatasets
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Convolutions: one by hand, filters for edges, and filters that a small network learned.
struct FiltersLesson {
  /// A step from dark to bright, and a filter that finds it.
  static let step = Tensor([5, 5], Array(repeating: [0, 0, 0, 1, 1] as [Float], count: 5).flatMap { $0 })
  static let sobel = Tensor([3, 3], [-1, 0, 1, -2, 0, 2, -1, 0, 1])

  let pictures: LessonPictures
  /// The filter on the step, by the engine.
  let byEngine: Tensor
  let learned: LearnedFilters

  init(_ making: LessonMaking) throws {
    pictures = try making.pictures()
    try pictures.requireSide(12, .filters)
    byEngine = Tensor(
      [3, 3], try FiltersLesson.filtered(FiltersLesson.step, by: [FiltersLesson.sobel], padding: .valid)[0])
    learned = try LearnedFilters(pictures, making)
  }

  /// y[i, j] = Σ w[u, v] x[i + u, j + v], written out.
  static func byHand(_ picture: Tensor, _ filter: Tensor) -> Tensor {
    var result = Tensor([picture.shape[0] - filter.shape[0] + 1, picture.shape[1] - filter.shape[1] + 1])
    for i in 0..<result.shape[0] {
      for j in 0..<result.shape[1] {
        for u in 0..<filter.shape[0] {
          for v in 0..<filter.shape[1] { result[i, j] += filter[u, v] * picture[i + u, j + v] }
        }
      }
    }
    return result
  }

  /// What the engine makes of a picture by each filter.
  static func filtered(_ picture: Tensor, by filters: [Tensor], padding: Padding) throws -> [[Float]] {
    let (height, width) = (picture.shape[0], picture.shape[1])
    let side = filters[0].shape[0]
    var builder = NetworkBuilder(input: [1, height, width])
    builder.append(
      .convolution(
        filters.count, kernelSize: Extent(height: side, width: side), padding: padding, bias: false),
      name: "filters")
    let weights = Tensor([filters.count, 1, side, side], filters.flatMap(\.elements))
    let values =
      try OpenNetwork(
        builder.build(), ["filters.weight": weights], batch: 1, outputs: ["filters"]
      ).run(picture.elements).outputs["filters"] ?? []
    let places = values.count / filters.count
    return filters.indices.map { Array(values[$0 * places..<($0 + 1) * places]) }
  }

  func lesson() throws -> Lesson {
    Lesson(
      topic: .filters, sections: [hand, try edges, try learned.section(pictures)],
      numbers: [
        LessonNumber("edge", "the filter's answer where the step is", Double(byEngine[1, 1]), digits: 0),
        LessonNumber(
          "difference", "largest difference between the sums by hand and the engine",
          Double(
            (FiltersLesson.byHand(FiltersLesson.step, FiltersLesson.sobel) - byEngine).map(abs).elements.max()
              ?? 0), digits: 0),
        LessonNumber("weights", "weights of a filter of 5×5 for one colour", 25, digits: 0),
        LessonNumber(
          "accuracy", "share of held-out pictures that the network tells right", learned.accuracy, digits: 2),
      ])
  }

  private var hand: LessonContent.Section {
    func cells(_ matrix: Tensor) -> [[String]] {
      (0..<matrix.shape[0]).map { row in
        (0..<matrix.shape[1]).map { fixed(Double(matrix[row, $0]), 0) }
      }
    }
    return LessonContent.Section(
      "hand", "By hand",
      [
        .text(
          "A convolution slides a small table of weights, the filter, over the picture. At each place it multiplies the weights with the pixels below and adds up: a dot product of the filter with a window. The results are a map of where the picture looks like the filter. The same weights serve at every place, so a filter of 5×5 has 25 weights, however large the picture is, and a shifted picture has a shifted map."
        ),
        .formula(
          "y[i, j] = b + Σᵤ Σᵥ w[u, v] · x[i + u, j + v]        side of the map: ⌊(n + 2 padding − k) / stride⌋ + 1"
        ),
        .figures([
          LessonFigure(
            "filters-hand", title: "A filter finds an edge",
            caption:
              "A step from 0 to 1, the Sobel filter for upright edges, and its map: zero where all is alike. The lit window makes the lit number",
            .matrices(
              MatrixDiagram([
                .matrix(.init("picture, 5×5", cells(FiltersLesson.step)) { $0 < 3 && (1...3).contains($1) }),
                .sign("∗"), .matrix(.init("filter, 3×3", cells(FiltersLesson.sobel))), .sign("="),
                .matrix(.init("map, 3×3", cells(byEngine)) { $0 == 0 && $1 == 1 }),
              ])))
        ]),
      ])
  }

  private var edges: LessonContent.Section {
    get throws {
      let picture = try pictures.picture(pictures.held, 0).converted(to: .gray)
      let gray = Tensor([picture.height, picture.width], picture.pixels.map { Float($0) / 255 })
      let blur = Tensor([3, 3], repeating: 1.0 / 9)
      let maps = try FiltersLesson.filtered(
        gray, by: [FiltersLesson.sobel, FiltersLesson.sobel.transposed(), blur], padding: .same)
      let scale = max(1, 168 / max(picture.width, picture.height))
      let shown = maps.prefix(2).map {
        Heatmap(width: picture.width, height: picture.height, values: $0)
          .picture(side: scale * max(picture.width, picture.height))
      }
      let soft = Image(levels: maps[2], width: picture.width, height: picture.height)
      return LessonContent.Section(
        "edges", "Filters that people made",
        [
          .text(
            "Before networks learned filters, people designed them. The Sobel filter answers at upright edges: orange from dark to bright, blue from bright to dark. Its transpose answers at level ones. A filter of nine times 1/9 is the mean of a window and blurs."
          ),
          .figures([
            try .pictures(
              "filters-edges", title: "Edges and blur",
              caption: "From the left: a picture, its upright edges, its level edges, and blurred",
              [picture.enlarged(scale)] + shown + [soft.enlarged(scale)], columns: 4, margin: 8)
          ]),
        ])
    }
  }
}
