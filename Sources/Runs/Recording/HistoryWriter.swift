import FoveaFiles
import FoveaTraining

/// Writes `history.csv`: a row an epoch, on the disk when the epoch is over.
final class HistoryWriter {
  private var file: HistoryFile?

  func receive(_ event: RunEvent) throws {
    switch event {
    case .trainingStarted(let facts):
      file = try HistoryFile(
        RunFolder(existing: facts.folder).path(of: .history), columns: Epoch.columns,
        keepingRows: facts.history.count)
    case .epoch(let epoch): try file?.append(epoch.row)
    case .phase, .phaseEnded, .note, .warning, .batch, .adversarialStep, .adversarialEpoch, .trainingEnded,
      .trainingFailed, .scored:
      break
    }
  }
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
  package var scores: [(name: String, value: Double?)] {
    Array(row.numbers(under: Epoch.columns).dropFirst())
  }
}

extension CSVRow {
  /// The numbers of the row under the names of their columns; nil where a field is empty or none.
  func numbers(under columns: [String]) -> [(name: String, value: Double?)] {
    zip(columns, fields).map { name, field in
      switch field {
      case .number(let value): (name, value)
      case .integer(let value): (name, Double(value))
      case .text, .probability, .flag: (name, nil)
      }
    }
  }
}
