import FoveaDatasets
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// The first filters of a small convolutional network after a short training, and their maps.
struct LearnedFilters {
  static let count = 8
  private static let (side, epochs) = (5, 12)

  let network: Network
  let parameters: [String: Tensor]
  /// The share of held-out pictures that is told right.
  let accuracy: Double

  init(_ pictures: LessonPictures, _ making: LessonMaking) throws {
    var builder = NetworkBuilder(input: pictures.preprocessing.shape)
    for (index, channels) in [LearnedFilters.count, 16].enumerated() {
      let kernel = index == 0 ? LearnedFilters.side : 3
      builder.append(
        .convolution(channels, kernelSize: Extent(height: kernel, width: kernel), padding: .same),
        name: "conv\(index + 1)")
      builder.append(.relu, name: "relu\(index + 1)")
      builder.append(.maxPooling(2), name: "pool\(index + 1)")
    }
    builder.append(.flatten, name: "flatten")
    builder.append(
      .linear(pictures.classes.count == 2 ? 1 : pictures.classes.count, initializer: .glorot), name: "head")
    let trainer = try Trainer(
      builder.build(), training: pictures.training, validation: pictures.held,
      preprocessing: pictures.preprocessing,
      recipe: Recipe(
        epochs: LearnedFilters.epochs, batchSize: .samples(32), learningRate: 3e-3, selection: .last,
        seed: making.seed), precision: .f32)
    while let epoch = try trainer.nextEpoch() {
      try making.step("epochs", 16 * epoch.number, of: 16 * LearnedFilters.epochs)
    }
    network = trainer.network
    parameters = try trainer.last().parameters
    accuracy = trainer.history.last?.validationAccuracy ?? 0
  }

  func section(_ pictures: LessonPictures) throws -> LessonContent.Section {
    LessonContent.Section(
      "learned", "Filters that were learned",
      [
        .text(
          "A network with two convolutions learned the classes from \(pictures.training.count) pictures in \(LearnedFilters.epochs) epochs; nobody told it what to look for. Its first filters are small spots and edges in some directions. Each has a map for each picture, bright where the picture looks like the filter. Pooling keeps the largest of each 2×2 window and halves the map; the second convolution looks for patterns in all maps at once. Of \(pictures.held.count) held-out pictures it tells \(fixed(accuracy * 100, 1)) % right."
        ),
        .figures([try figure(pictures)]),
      ])
  }

  private func figure(_ pictures: LessonPictures) throws -> LessonFigure {
    let weights = parameters["conv1.weight"] ?? Tensor([1])
    let (side, channels) = (LearnedFilters.side, pictures.geometry.channels.count)
    let scale = max(1, 84 / max(pictures.geometry.width, pictures.geometry.height))
    let shown = scale * max(pictures.geometry.width, pictures.geometry.height)
    let filters = (0..<LearnedFilters.count).map { filter -> Image in
      // Colours are added up.
      let values = (0..<side * side).map { place in
        (0..<channels).reduce(Float(0)) {
          $0 + weights.elements[(filter * channels + $1) * side * side + place]
        }
      }
      return Heatmap(width: side, height: side, values: values).picture(side: shown)
    }
    let blank = Image(
      width: shown, height: shown, channels: 1, pixels: Array(repeating: 255, count: shown * shown))
    var rows = [blank] + filters
    let open = try OpenNetwork(network, parameters, batch: 1, outputs: ["relu1"])
    for label in 0..<min(3, pictures.classes.count) {
      guard let index = pictures.held.samples.firstIndex(where: { $0.label == label }) else { continue }
      let picture = try pictures.picture(pictures.held, index)
      let values = try open.run(pictures.preprocessing.input(picture.pixels)).outputs["relu1"] ?? []
      let places = picture.width * picture.height
      rows.append(picture.enlarged(scale))
      rows += (0..<LearnedFilters.count).map {
        Image(
          levels: Array(values[$0 * places..<($0 + 1) * places]), width: picture.width, height: picture.height
        )
        .enlarged(scale)
      }
    }
    let names = pictures.classes.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return try .pictures(
      "filters-learned", title: "Eight filters and their maps",
      caption:
        "Above: the filters of the first layer, orange above and blue below zero. Below: a picture of \(names), each with the map of every filter after ReLU",
      rows, columns: LearnedFilters.count + 1, margin: 6)
  }
}
