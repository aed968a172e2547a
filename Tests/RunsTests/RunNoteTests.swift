import FoveaDatasets
import FoveaEvaluation
import FoveaInference
import Testing

@testable import FoveaRuns

@Suite("What a job tells, in words")
struct RunNoteTests {
  @Test("one of a thing is one")
  func plurals() {
    #expect(
      "\(RunNote.divided(path: "pets", classes: 1, training: 3, validation: 0, test: 1, folds: nil, width: 64, height: 64))"
        == "pets: 1 class, 3 training, 0 validation and 1 test image, at 64×64 pixels")
    #expect(
      "\(RunNote.divided(path: "pets", classes: 2, training: 30, validation: 10, test: 0, folds: 4, width: 28, height: 20))"
        == "pets: 2 classes, 40 images in 4 folds and 0 test images, at 28×20 pixels")
    #expect("\(RunWarning.moreFiles(1))" == "… and 1 more file; errors.csv names all")
    #expect("\(RunWarning.moreFiles(2))" == "… and 2 more files; errors.csv names all")
    let uneven = "\(RunWarning.unevenFolds(least: 1, most: 2))"
    #expect(uneven.hasPrefix("the folds have 1 to 2 images: those that belong together"))
    #expect(
      "\(AbstentionError.riskOutOfReach(0.1, lowest: 0.5, samples: 1))"
        == "--max-risk: a risk of 0.1 cannot be promised: the lowest that 1 validation image shows is 0.5000; ask for that, or train with more validation images"
    )
    #expect(
      "\(AbstentionError.noShares)"
        == "--prevalence: expected a model that keeps how frequent its classes were in validation, received one that does not; train it anew with a validation part of both classes"
    )
  }
}
