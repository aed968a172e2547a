import Foundation
import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaTraining
import TestSupport
import Testing

@testable import FoveaRuns

@Suite("The size that pictures are brought to")
struct GeometryChoiceTests {
  private func samples(_ sides: [Int]) -> [Sample] {
    sides.enumerated().map { index, side in
      Sample(name: "\(index)", source: .image(Pictures.picture(index, side: side)), label: index % 2)
    }
  }

  private func side(_ sides: [Int], takesPhotos: Bool, size: Int? = nil) -> Int {
    GeometryChoice.geometry(
      for: samples(sides), ImageSettings(size: size), takesPhotos: takesPhotos, limits: DecodingLimits()
    ).width
  }

  @Test("photos get 96 pixels where there is time for them; small pictures keep their size")
  func photos() throws {
    #expect(side([120, 200, 96], takesPhotos: true) == 96)
    #expect(side([120, 200, 96], takesPhotos: false) == 64)
    #expect(side([28, 28, 28], takesPhotos: true) == 28)
    // Most of them are smaller than that.
    #expect(side([95, 95, 120], takesPhotos: true) == 64)
    #expect(side([120, 200, 96], takesPhotos: true, size: 48) == 48)
  }

  @Test("cnn has time for 400 photos a minute, in five minutes where nobody gave any")
  func time() throws {
    func takes(
      _ samples: Int, minutes: Double? = nil, trainings: Int = 1,
      _ model: Architecture = .cnn(SmallConvolutionalNetwork())
    ) throws -> Bool {
      try RecipeChoice { recipe in
        var recipe = recipe
        recipe.minutes = minutes
        return recipe
      }.takesPhotos(model, samples: samples, trainings: trainings)
    }
    #expect(try takes(2000) && !takes(2001))
    #expect(try takes(400, minutes: 1) && !takes(401, minutes: 1))
    #expect(try takes(24_000, minutes: 60))
    #expect(try takes(400, minutes: 5, trainings: 5) && !takes(401, minutes: 5, trainings: 5))
    #expect(try !takes(100, .logistic(LogisticRegression())))
  }

  @Test("a run that goes on keeps the size that it began with, whatever would be chosen today")
  func resuming() throws {
    let pictures = try Pictures()
    var source = DataSource(path: pictures.path, split: SplitSettings(validation: 0.25, isChecked: false))
    source.workers = 1
    let settings = TrainingSettings(
      source: source, architecture: .logistic(LogisticRegression()), precision: .f32, threads: 1)
    let path = pictures.folder.file("run")
    _ = try TrainingRun(
      settings,
      recipe: RecipeChoice { recipe in
        var recipe = recipe
        recipe.epochs = 1
        return recipe
      }, folder: RunFolder(existing: path)
    ).perform()
    let resumed = try Resumption(path: path, acceptsChangedData: false)
    #expect(settings.source.images.size == nil)
    #expect(resumed.settings.source.images.size == 12)
  }
}
