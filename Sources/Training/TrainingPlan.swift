/// What a run will do and need, as far as can be said before it starts.
public struct TrainingPlan: Hashable, Sendable {
  /// Epochs; where a time is given instead, those that are expected to fit into it.
  public let epochs: Double
  /// Steps of the optimiser in an epoch.
  public let stepsPerEpoch: Int
  /// Samples of a batch.
  public let batchSize: Int
  /// Batches of a step.
  public let batchesPerStep: Int
  /// Numbers that are learned.
  public let parameters: Int
  /// Seconds that training and validation are expected to take.
  public let seconds: Double
  /// The minutes that the recipe gives the whole run; nil where it gives epochs.
  public let minutes: Double?
  /// The pictures that training begins with, where they are smaller.
  public let early: Early?
  /// Bytes of weights, gradients, optimiser, values between layers, and pixels in memory.
  public let memoryBytes: Int

  /// Smaller pictures for a share of the steps.
  public struct Early: Hashable, Sendable {
    /// Pixels of a row.
    public let width: Int
    /// Rows of a picture.
    public let height: Int
    /// The share of the steps that have them, 0 to 1.
    public let share: Float
  }
}

extension TrainingPlan: CustomStringConvertible {
  /// `5`, `2.5`.
  private static func short(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }

  /// The plan in one line, as the command prints it.
  public var description: String {
    let steps = Int((epochs * Double(stepsPerEpoch)).rounded())
    let time =
      seconds < 90
      ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
    let sizes =
      early.map {
        ", the first \(Int(($0.share * 100).rounded())) % at \($0.width)×\($0.height) pixels"
      } ?? ""
    func count(_ count: Int, _ word: String, _ plural: String? = nil) -> String {
      "\(count) \(count == 1 ? word : plural ?? word + "s")"
    }
    let batches = batchesPerStep == 1 ? "" : "\(count(batchesPerStep, "batch", "batches")) of "
    let images = batches + count(batchSize, "image")
    let memory = "\(parameters) parameters; \((memoryBytes + 999_999) / 1_000_000) MB"
    if let minutes {
      // What fits shows as it goes; the time is what stays.
      let whole = minutes < 1.5 ? "\(Int((minutes * 60).rounded())) s" : "\(TrainingPlan.short(minutes)) min"
      return
        "plan: as many epochs of \(count(stepsPerEpoch, "step")) of \(images)\(sizes) as fit into \(whole) with reading and scoring; \(memory)"
    }
    return
      "plan: \(count(steps, "step")) of \(images)\(sizes), \(count(Int(epochs.rounded(.up)), "epoch")); \(parameters) parameters; about \(time) and \((memoryBytes + 999_999) / 1_000_000) MB"
  }
}
