public import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
public import FoveaTraining

/// What a person may want to know of a job: a value, whose description is a sentence.
public enum RunNote: Hashable, Sendable, CustomStringConvertible {
  /// What the check of the data found, in lines.
  case checked([String])
  /// How the data is divided, and the size that pictures are brought to; with folds, all of it but the test part is in
  /// them.
  case divided(
    path: String, classes: Int, training: Int, validation: Int, test: Int, folds: Int?, width: Int,
    height: Int)
  /// Decoded images did not fit in memory, and are in this file.
  case pixels(path: String)
  /// What training will do and need.
  case plan(TrainingPlan)
  /// Another fold begins.
  case fold(Int, of: Int)
  /// Another model of a ladder begins, which has at most so many seconds.
  case rung(name: String, seconds: Double)
  /// A training of a search is over.
  case trial(String)
  /// The pictures that a generator learns from, and how long an epoch is.
  case adversarial(path: String, classes: Int, images: Int, side: Int, stepsPerEpoch: Int)
  /// More images than are explained.
  case explained(Int, of: Int)

  /// The sentence for people.
  public var description: String {
    switch self {
    case .checked(let lines): return lines.joined(separator: "\n")
    case .divided(
      let path, let classes, let training, let validation, let test, let folds, let width, let height):
      let parts =
        folds.map { "\(Sentence.count(training + validation, "image")) in \(Sentence.count($0, "fold"))" }
        ?? "\(TextNumber.count(training)) training, \(TextNumber.count(validation)) validation"
      return
        "\(path): \(Sentence.count(classes, "class", "classes")), \(parts) and \(Sentence.count(test, "test image")), at \(width)×\(height) pixels"
    case .pixels(let path): return "decoded images are in \(path)"
    case .plan(let plan): return plan.description
    case .fold(let number, let count): return "fold \(number) of \(count)"
    case .rung(let name, let seconds): return "\(name): at most \(TimeText.words(seconds))"
    case .trial(let line): return line
    case .adversarial(let path, let classes, let images, let side, let steps):
      return
        "\(path): \(Sentence.count(images, "image")) of \(Sentence.count(classes, "class", "classes")), \(side)×\(side) pixels; \(Sentence.count(steps, "step")) an epoch"
    case .explained(let shown, let count):
      return "the first \(shown) of \(Sentence.count(count, "image")); --limit explains more"
    }
  }
}

/// What a person should know of a job: a value, whose description is a sentence.
public enum RunWarning: Hashable, Sendable, CustomStringConvertible {
  /// About the data as it was read or divided.
  case data(String)
  /// A file that was not used as it is.
  case file(SampleIssue)
  /// So many more of them, which `errors.csv` names.
  case moreFiles(Int)
  /// Neither memory nor the cache has room for decoded images.
  case noRoomForPixels
  /// The validation part is small for what it is to choose.
  case smallValidation(String)
  /// A checkpoint could not be written; training goes on.
  case noCheckpoint(reason: String)
  /// An adversarial training goes wrong.
  case adversarial(AdversarialAlarm)
  /// Folds of sizes that are far apart.
  case unevenFolds(least: Int, most: Int)

  /// The sentence for people.
  public var description: String {
    switch self {
    case .data(let text), .smallValidation(let text): text
    case .file(let issue): "\(issue.path): \(issue.kind.rawValue): \(issue.reason)"
    case .moreFiles(let count): "… and \(Sentence.count(count, "more file")); errors.csv names all"
    case .noRoomForPixels:
      "neither memory nor the cache has room for the decoded images: they are decoded anew in every epoch; raise --cache-memory or --cache-limit, or use a smaller --img-size"
    case .adversarial(let alarm): alarm.description
    case .noCheckpoint(let reason): "no checkpoint was written: \(reason)"
    case .unevenFolds(let least, let most):
      "the folds have \(least) to \(most) images: those that belong together (near-duplicates, groups) stay in one; the mean of the folds says less than the pooled score"
    }
  }
}
