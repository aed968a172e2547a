import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaInterchange
import FoveaNetworks
import FoveaTraining

/// Whose fault an error is.
package enum Fault: Hashable, Sendable {
  /// Of who asked: a request that cannot be followed.
  case usage
  /// Of the data, a model or a recipe file: damaged, or not what it should be.
  case badData
  /// Of the path: nothing is there.
  case noInput
  /// Of this version, which cannot do what would be right.
  case unsupported
  /// Of this code.
  case ours
  /// Of the place that is to be written.
  case cannotWrite
  /// Of the operating system, which could not read or write.
  case inputOutput
  /// Of nobody: it was cancelled.
  case interrupted

  /// Of what `error` says.
  package init(of error: any Error) {
    self =
      switch error {
      case let error as DataError: Fault(error)
      case let error as InterchangeError: Fault(error.problem)
      case let error as InferenceError: Fault(error)
      case let error as BackboneError: Fault(error)
      case let error as ImportError: Fault(error)
      case let error as TransferError: Fault(error)
      case let error as FileError: Fault(error)
      case let error as ExecutionError: Fault(error)
      case let error as TrainingError: Fault(error)
      case let error as RecipeFileError: Fault(error)
      case let error as EvaluationError: Fault(error)
      case let error as ImageError: Fault(error)
      case InspectError.image(_, let error): Fault(error)
      case is ModelBundleMismatch, is CheckError: .badData
      case is NetworkError: .usage
      case is AbstentionError: .badData
      case let error as AdversarialError: Fault(error)
      case let error as LessonError: Fault(error)
      case TuneError.noValidation: .badData
      case is TuneError: .usage
      case let error as ThresholdError: Fault(error)
      case let error as FixError: Fault(error)
      case let error as ResumptionError: Fault(error)
      case is RunFolderError, is SortError: .cannotWrite
      case ClassifyError.nothing: .noInput
      case is ClassifyError: .badData
      case is InputMissing, is BenchmarkError: .noInput
      case is CancellationError: .interrupted
      default: .ours
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
    case .cannotEncode: self = .ours
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
    case .cannotEncode: self = .ours
    }
  }

  private init(_ error: ExecutionError) {
    switch error {
    case .outOfMemory, .batchTooLarge, .unknownNode: self = .usage
    case .missingParameter, .unexpectedParameter, .parameterShape: self = .badData
    case .precision: self = .unsupported
    case .library, .overrun: self = .ours
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
    case .probabilityCount, .label: self = .ours
    case .noClasses, .noSamples, .duplicateClass, .probability, .probabilitySum, .thresholdNeedsBothClasses,
      .recallOutOfReach, .prevalenceNeedsBothClasses:
      self = .badData
    }
  }
}

/// An input that was named and is not there.
package struct InputMissing: Error, Hashable, CustomStringConvertible {
  private let path: String
  private let remedy: String

  package init(path: String, remedy: String = "check the path") { (self.path, self.remedy) = (path, remedy) }

  /// The sentence for people.
  package var description: String { "\(path): no such file or folder; \(remedy)" }
}
