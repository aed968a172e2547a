import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// A short adversarial training, and what its generator draws after some epochs.
struct SamplesLesson {
  static let epochs = 40
  private static let (shown, perClass) = ([1, 5, 15, 40], 4)

  let pictures: LessonPictures
  /// Samples after each of the shown epochs, of the same random numbers, some a class.
  let sheets: [(epoch: Int, images: [Image])]
  let history: [AdversarialEpoch]

  init(_ making: LessonMaking) throws {
    pictures = try making.pictures(least: AdversarialData.leastImages) { DCGAN.nearestSide(to: min($0, 32)) }
    let trainer = try AdversarialTrainer(
      pictures.training,
      recipe: AdversarialRecipe(
        networks: DCGAN(latent: 32, width: 16), epochs: SamplesLesson.epochs, batchSize: 32,
        averageDecay: 0.99,
        isConditional: true, seed: making.seed), precision: .f32)
    var sheets: [(epoch: Int, images: [Image])] = []
    while let epoch = try trainer.nextEpoch() {
      try making.step("epochs", 16 * epoch.number, of: 16 * SamplesLesson.epochs)
      guard SamplesLesson.shown.contains(epoch.number) else { continue }
      let images = try trainer.samples()
      let row = AdversarialTrainer.samplesPerRow
      sheets.append(
        (
          epoch.number,
          images.enumerated().filter { $0.offset % row < SamplesLesson.perClass }.map(\.element)
        ))
    }
    self.sheets = sheets
    history = trainer.history
  }

  func lesson() throws -> Lesson {
    Lesson(
      topic: .samples, sections: [game, try drawn],
      numbers: [
        LessonNumber("steps", "steps of both networks", Double(history.last?.steps ?? 0), digits: 0),
        LessonNumber(
          "first-spread", "spread after the first epoch, as a share of that of real pictures",
          history.first?.spread ?? .nan, digits: 2),
        LessonNumber("spread", "spread after the last", history.last?.spread ?? .nan, digits: 2),
        LessonNumber(
          "accuracy", "share of generated pictures that the discriminator tells in the last epoch",
          history.last?.generatedAccuracy ?? .nan, digits: 2),
      ])
  }

  private var game: LessonContent.Section {
    func line(_ name: String, _ colour: Int, _ value: (AdversarialEpoch) -> Double) -> LessonPlot.Line {
      LessonPlot.Line(name, history.map { (x: Double($0.number), y: value($0)) }, colour: colour)
    }
    let losses = history.flatMap { [$0.generatorLoss, $0.discriminatorLoss] }
    let range = min(0, losses.min() ?? 0)...max(0.1, losses.max() ?? 1)
    let epochs = LessonPlot.Axis("epoch", 1...Double(SamplesLesson.epochs), isCount: true)
    return LessonContent.Section(
      "game", "Two networks against each other",
      [
        .text(
          "A generator makes pictures of random numbers. A discriminator sees real and generated pictures and tells them apart. Each is the other's loss: the discriminator learns to tell, the generator learns what the discriminator takes for real, by back propagation through it. Neither cost has to fall; what is wanted is that neither wins. If the discriminator is always right, the generator hears nothing useful; if all pictures become alike, training has collapsed. The spread, how much generated pictures differ among themselves, shows the latter."
        ),
        .formula(
          "discriminator: mean of max(0, 1 − D(real)) + max(0, 1 + D(G(z)))        generator: mean of −D(G(z))"
        ),
        .figures([
          LessonFigure(
            "samples-losses", title: "Losses of both",
            caption: "Mean hinge losses of generator and discriminator by epoch",
            .plot(
              LessonPlot(
                x: epochs, y: .init("loss", range),
                lines: [line("generator", 1, \.generatorLoss), line("discriminator", 0, \.discriminatorLoss)])
            )),
          LessonFigure(
            "samples-balance", title: "Who is ahead",
            caption:
              "Share of real and of generated pictures that the discriminator tells right, and the spread of generated ones as a share of that of real ones",
            .plot(
              LessonPlot(
                x: epochs, y: .init("share", 0...max(1, history.map(\.spread).max() ?? 1)),
                lines: [
                  line("right on real", 0, \.realAccuracy),
                  line("right on generated", 5, \.generatedAccuracy),
                  line("spread", 1, \.spread),
                ]))),
        ]),
      ])
  }

  private var drawn: LessonContent.Section {
    get throws {
      let parts = sheets.compactMap { Montage.image($0.images, columns: SamplesLesson.perClass, margin: 2) }
      let words = sheets.map { "\($0.epoch)" }.joined(separator: ", ")
      return LessonContent.Section(
        "drawn", "What it draws",
        [
          .text(
            "The random numbers are the same in all four sheets, so each picture can be followed. The generator was told the class of each row. The first sheet is gray. Then come blobs where pictures of the class are bright, then outlines; differences among the pictures of one class come last, and after so few steps there are hardly any. \(history.last?.steps ?? 0) steps are few: a good generator takes a hundred times as many ('fovea gan train')."
          ),
          .figures([
            try .pictures(
              "samples-epochs", title: "Samples by epoch",
              caption:
                "Four pictures of each class after epochs \(words), from the left; rows are \(pictures.classes.joined(separator: ", "))",
              parts, columns: 4, scale: 2, margin: 8)
          ]),
        ])
    }
  }
}
