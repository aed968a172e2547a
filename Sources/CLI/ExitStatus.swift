import ArgumentParser
import Foundation
import Fovea

/// The exit codes of the command, after BSD's sysexits.
enum ExitStatus: Int32 {
  /// The scores do not keep what was required of them.
  case unmet = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case unsupported = 69
  case fault = 70
  case cannotWrite = 73
  case inputOutput = 74
  case interrupted = 130

  /// The code that tells a script whose fault `error` is.
  init(of error: any Error) {
    self =
      switch error {
      case let error as DataError: ExitStatus(error)
      case let error as InterchangeError: ExitStatus(error.problem)
      case let error as InferenceError: ExitStatus(error)
      case let error as BackboneError: ExitStatus(error)
      case let error as ImportError: ExitStatus(error)
      case let error as TransferError: ExitStatus(error)
      case let error as FileError: ExitStatus(error)
      case let error as ExecutionError: ExitStatus(error)
      case let error as TrainingError: ExitStatus(error)
      case let error as RecipeFileError: ExitStatus(error)
      case let error as EvaluationError: ExitStatus(error)
      case let error as ImageError: ExitStatus(error)
      case InspectError.image(_, let error): ExitStatus(error)
      case is ModelBundleMismatch, is CheckError: .badData
      case is NetworkError: .usage
      case is AbstentionError: .badData
      case let error as AdversarialError: ExitStatus(error)
      case let error as LessonError: ExitStatus(error)
      case TuneError.noValidation: .badData
      case is TuneError: .usage
      case let error as ThresholdError: ExitStatus(error)
      case is UnmetRequirements: .unmet
      case let error as FixError: ExitStatus(error)
      case let error as ResumptionError: ExitStatus(error)
      case is RunFolderError, is SortError: .cannotWrite
      case let error as ClassifyError: error.status
      case is InputMissing, is BenchmarkError: .noInput
      case is CancellationError: .interrupted
      default: .fault
      }
  }

  private init(_ error: DataError) {
    switch error {
    case .missing: self = .noInput
    case .unreadable, .changed: self = .inputOutput
    case .unwritable: self = .cannotWrite
    case .share, .patches, .tooLarge, .folds, .groupPattern, .labelNames, .noManifest: self = .usage
    case .unknownLayout, .noClasses, .oneClass, .classWithoutImage, .manifest, .emptyManifest, .idx, .noPart,
      .strict, .findings, .pictures:
      self = .badData
    }
  }

  private init(_ error: ImageError) {
    switch error {
    case .file, .notAFile: self = .inputOutput
    case .otherFormat, .unsupported, .noLibrary: self = .unsupported
    case .empty, .damaged, .tooManyPixels, .sideTooLong, .tooManyBytes, .gzip: self = .badData
    case .outOfMemory: self = .usage
    case .cannotEncode: self = .fault
    }
  }

  private init(_ problem: InterchangeError.Problem) {
    switch problem {
    case .missing, .folder: self = .noInput
    case .unreadable: self = .inputOutput
    case .unwritable: self = .cannotWrite
    case .elementType: self = .unsupported
    default: self = .badData
    }
  }

  private init(_ error: InferenceError) {
    switch error {
    case .newerFormat, .noFeatureMaps, .noFeatures: self = .unsupported
    case .notAModel, .notACheckpoint, .damagedModel, .noCommonClass, .noSamples, .notFinite, .isGenerator,
      .isClassifier:
      self = .badData
    }
  }

  private init(_ error: ImportError) {
    switch error {
    case .architecture, .classNames: self = .usage
    case .differences, .noArchitecture, .package, .notFinite: self = .badData
    }
  }

  private init(_ error: BackboneError) {
    switch error {
    case .notInstalled, .notFound: self = .noInput
    case .damagedRecord: self = .badData
    case .name: self = .usage
    }
  }

  private init(_ error: TransferError) {
    switch error {
    case .noFeatures: self = .unsupported
    case .fixedSize: self = .usage
    case .changedBackbone, .fewImages: self = .badData
    }
  }

  private init(_ error: FileError) {
    switch error {
    case .cannotCreateFolder, .cannotWrite: self = .cannotWrite
    case .cannotRead: self = .inputOutput
    case .historyColumns, .historyRows: self = .badData
    case .cannotEncode: self = .fault
    }
  }

  private init(_ error: ExecutionError) {
    switch error {
    case .outOfMemory, .batchTooLarge, .unknownNode: self = .usage
    case .missingParameter, .unexpectedParameter, .parameterShape: self = .badData
    case .precision: self = .unsupported
    case .library, .overrun: self = .fault
    }
  }

  private init(_ error: FixError) {
    switch error {
    case .noFindings, .nothingDecided, .row, .unknownImage, .contradiction, .lonelyMerge, .noFiles,
      .emptyClass:
      self = .badData
    case .unknownLabel, .noManifestName: self = .usage
    case .exists: self = .cannotWrite
    }
  }

  private init(_ error: ResumptionError) {
    switch error {
    case .notARun: self = .noInput
    case .noStart, .noDigests, .changedData, .generatorRun, .classifierRun: self = .badData
    }
  }

  private init(_ error: TrainingError) {
    switch error {
    case .recipe, .inputShape, .classCount: self = .usage
    case .diverged, .noSamples, .resume: self = .badData
    }
  }

  private init(_ error: ThresholdError) {
    switch error {
    case .trainingPart: self = .usage
    case .onlyTrainingImages: self = .badData
    case .isCheckpoint, .isFolder, .isOtherFile: self = .cannotWrite
    }
  }

  private init(_ error: AdversarialError) {
    switch error {
    case .fewImages, .unknownClasses: self = .badData
    case .unknownClass, .notConditional: self = .usage
    }
  }

  private init(_ error: LessonError) {
    switch error {
    case .unknownTopic, .unknownClass, .classCount: self = .usage
    case .noPictures: self = .noInput
    case .fewPictures, .smallPictures: self = .badData
    }
  }

  private init(_ error: RecipeFileError) {
    switch error.problem {
    case .missing: self = .noInput
    case .unreadable: self = .inputOutput
    default: self = .badData
    }
  }

  private init(_ error: EvaluationError) {
    switch error {
    case .threshold, .thresholdNeedsTwoClasses, .thresholdRuleNeedsTwoClasses, .costs, .requiredRecall,
      .requiredSpecificity, .positiveNeedsTwoClasses, .unknownPositive, .prevalence,
      .prevalenceNeedsTwoClasses, .requirement, .unknownScore, .unknownClass:
      self = .usage
    case .probabilityCount, .label: self = .fault
    case .noClasses, .noSamples, .duplicateClass, .probability, .probabilitySum, .thresholdNeedsBothClasses,
      .recallOutOfReach, .prevalenceNeedsBothClasses:
      self = .badData
    }
  }
}

/// An input that is named on the command line and is not there.
struct InputMissing: Error, Hashable, CustomStringConvertible {
  let path: String
  var remedy = "check the path"
  var description: String { "\(path): no such file or folder; \(remedy)" }
}
