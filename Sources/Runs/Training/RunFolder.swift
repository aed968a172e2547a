import Foundation

/// The folder that a training run fills.
public struct RunFolder: Hashable, Sendable {
  /// Where the folder is.
  public let path: String

  /// Where each file of a run lies.
  package enum File: String, CaseIterable {
    case model = "model.safetensors"
    case last = "last.safetensors"
    case digests = "digests.json"
    case config = "config.json"
    case recipe = "recipe.yaml"
    case history = "history.csv"
    case errors = "errors.csv"
    case split = "split.csv"
    case metrics = "metrics.json"
    case confusion = "confusion.csv"
    case perClass = "per_class.csv"
    case predictions = "predictions.csv"
    case thresholds = "thresholds.csv"
    case report = "report.html"
    case figures = "figures"
    case confusedPairs = "confused_pairs.csv"
    case labelIssues = "label_issues.csv"
    case slices = "slices.csv"
    case folds = "folds.json"
    case tune = "tune.json"
    case trials = "trials.csv"
    case rates = "learning_rates.csv"
    case rateFigure = "learning_rates.svg"
    case generator = "generator.safetensors"
    case samples = "samples"
    case detector = "detector"
    case comparison = "compare.json"
    case comparisonPage = "compare.html"
    case flips = "flips.csv"
    case withoutSynthetic = "without-synthetic"
    case learningCurve = "learning_curve.json"
  }

  /// The folder that a model lies in.
  init(ofModel path: String) {
    self.init(existing: URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  /// The model that a path means: the file itself, or the model of a run where it is a folder.
  package static func model(at path: String) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return path
    }
    let folder = RunFolder(existing: path)
    let (model, generator) = (folder.path(of: .model), folder.path(of: .generator))
    // The reader then says what it is.
    let isOfGenerator =
      !FileManager.default.fileExists(atPath: model) && FileManager.default.fileExists(atPath: generator)
    return isOfGenerator ? generator : model
  }

  /// The generator that a path means: the file itself, or the generator of a run where it is a folder.
  package static func generator(at path: String) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return path
    }
    let folder = RunFolder(existing: path)
    let (model, generator) = (folder.path(of: .model), folder.path(of: .generator))
    let isOfClassifier =
      FileManager.default.fileExists(atPath: model) && !FileManager.default.fileExists(atPath: generator)
    return isOfClassifier ? model : generator
  }

  /// Settles on a folder: the one given, or the first free one of `runs/DATA-MODEL`, `runs/DATA-MODEL-2` and so on.
  ///
  /// - Throws: `RunFolderError.exists` for a given folder that is not empty, unless it may be overwritten.
  public init(_ given: String? = nil, data: String, model: String, overwrite: Bool = false) throws {
    if let given {
      let contents = (try? FileManager.default.contentsOfDirectory(atPath: given)) ?? []
      guard overwrite || contents.isEmpty else { throw RunFolderError.exists(path: given) }
      path = given
      return
    }
    let stem = URL(fileURLWithPath: data).deletingPathExtension().lastPathComponent
    let base = "runs/\(stem.isEmpty || stem == "/" ? "data" : stem)-\(model)"
    var candidate = base
    var number = 2
    while FileManager.default.fileExists(atPath: candidate) {
      candidate = "\(base)-\(number)"
      number += 1
    }
    path = candidate
  }

  /// The folder of an existing run.
  public init(existing path: String) { self.path = path }

  package func path(of file: File) -> String { path + "/" + file.rawValue }

  /// Makes the folder, and removes what an earlier run left in it.
  ///
  /// No file of that run can then be taken for this one's; files that are not of a run are left alone.
  func create() throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunFolderError.cannotWrite(path: path, reason: (error as NSError).localizedDescription)
    }
    try clear()
  }

  /// Removes the files of a run that gave nothing, and the folder where nothing else is in it.
  func discard() throws {
    try clear()
    rmdir(path)
  }

  private func clear() throws {
    do {
      for file in File.allCases where FileManager.default.fileExists(atPath: self.path(of: file)) {
        try FileManager.default.removeItem(atPath: self.path(of: file))
      }
    } catch {
      throw RunFolderError.cannotWrite(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}

extension RunFolder {
  /// The folder of a fold's run.
  func fold(_ number: Int) -> RunFolder { RunFolder(existing: "\(path)/fold-\(number)") }

  /// Removes the runs of folds that an earlier run of more of them left, so that none is taken for this one's.
  func removeFolds(after last: Int) throws {
    var number = last + 1
    while FileManager.default.fileExists(atPath: fold(number).path) {
      do {
        try FileManager.default.removeItem(atPath: fold(number).path)
      } catch {
        throw RunFolderError.cannotWrite(path: path, reason: (error as NSError).localizedDescription)
      }
      number += 1
    }
  }
}

/// Why a run folder cannot be used.
public enum RunFolderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A folder with files in it, which may not be overwritten.
  case exists(path: String)
  /// A folder that cannot be made, or from which an earlier run cannot be removed.
  case cannotWrite(path: String, reason: String)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .exists(let path):
      "\(path): expected a new or empty folder, received one with files in it; choose another --output, or give --overwrite"
    case .cannotWrite(let path, let reason):
      "\(path): the run folder cannot be made (\(reason)); choose another --output"
    }
  }
}
