import Foundation

/// When a checkpoint is written after an epoch: after the first, and then as often as a twentieth of the time allows.
///
/// A checkpoint has every epoch before it. Written after each of thousands of short epochs, it would take the square of
/// their number.
struct CheckpointPace {
  /// Whether epochs have ended since the last one.
  var isBehind = false
  private var written: Date?
  private var cost = 0.0
  private let begun = Date()

  private static let share = 0.05

  /// Seconds since the last one, or since the training began.
  var secondsSince: Double { Date().timeIntervalSince(written ?? begun) }

  var isDue: Bool { written == nil || secondsSince * CheckpointPace.share >= cost }

  mutating func perform(_ checkpoint: () throws -> Void) rethrows {
    let start = Date()
    try checkpoint()
    let end = Date()
    (written, cost, isBehind) = (end, end.timeIntervalSince(start), false)
  }
}
