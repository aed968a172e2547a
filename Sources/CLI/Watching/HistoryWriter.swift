import Fovea

/// Writes `history.csv`: a row an epoch, on the disk when the epoch is over.
final class HistoryWriter: TrainingObserver {
  private var file: HistoryFile?

  func begin(_ facts: RunFacts) throws {
    file = try HistoryFile(
      facts.folder.path(of: .history), columns: Epoch.columns, keepingRows: facts.history.count)
  }

  func finished(_ epoch: Epoch) throws { try file?.append(epoch.row) }
}

extension Epoch {
  /// The columns of `history.csv`.
  static let columns = [
    "epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds",
    "images_per_second", "data_share", "current_val_loss", "current_val_accuracy",
  ]

  var row: CSVRow {
    [
      .integer(number), .number(trainingLoss), .number(trainingAccuracy), .number(validationLoss),
      .number(validationAccuracy), .number(Double(learningRate)), .number(seconds), .number(imagesPerSecond),
      .number(dataShare), .number(currentValidationLoss), .number(currentValidationAccuracy),
    ]
  }

  /// The numbers of a row under the names of their columns, without the epoch's own.
  var scores: [(name: String, value: Double?)] {
    zip(Epoch.columns, row.fields).dropFirst().map { name, field in
      switch field {
      case .number(let value): (name, value)
      case .integer(let value): (name, Double(value))
      case .text, .probability, .flag: (name, nil)
      }
    }
  }
}
