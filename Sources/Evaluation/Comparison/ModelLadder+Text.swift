import Foundation

extension ModelLadder {
  /// The ladder for people, on a terminal.
  public func textReport() -> String {
    var text = "\(samples) images, \(split) part\n"
    for note in notes { text += "note: \(note.printable)\n" }
    var table = TextTable(
      heads: ["model", "accuracy", "95 % interval", "epochs", "training", "parameters", "MB", "images/s"])
    for rung in rungs {
      table.append([
        rung.name, TextNumber.percent(rung.accuracy), TextNumber.percent(rung.interval), "\(rung.epochs)",
        "\(TextNumber.decimal(rung.trainingSeconds, 1)) s", "\(rung.parameters)",
        TextNumber.decimal(Double(rung.fileSize) / 1e6, 2), TextNumber.decimal(rung.imagesPerSecond, 0),
      ])
    }
    text += "\n" + table.text + "\n"
    for step in climbs { text += sentence(step) + "\n" }
    return text + "\n" + verdict + "\n"
  }

  /// One sentence on what a step up brings.
  package func sentence(_ step: Step) -> String {
    let (rung, below) = (rungs[step.rung], rungs[step.below])
    let points = String(format: "%+.2f", step.difference * 100)
    let range = String(format: "%+.2f to %+.2f", step.interval.low * 100, step.interval.high * 100)
    let p = step.adjustedPValue < 0.0001 ? "less than 0.0001" : TextNumber.decimal(step.adjustedPValue, 4)
    let verdict =
      step.isBetter
      ? "it is better"
      : step.adjustedPValue < 0.05 ? "it is worse" : "no more than chance can make"
    return "\(rung.name) against \(below.name): \(points) points (95 % interval \(range), p \(p)): \(verdict)"
  }

  /// One sentence on which model is worth its cost.
  package var verdict: String {
    let best = rungs[worthwhile]
    let higher = rungs[(worthwhile + 1)...].map(\.name)
    if worthwhile == 0 {
      return
        "No model is better than always saying the most frequent class: there is nothing to learn in the time given, or in these images."
    }
    guard !higher.isEmpty else {
      return "\(best.name) is worth its cost: it is better than every simpler model."
    }
    return
      "\(best.name) is worth its cost: it is better than every simpler model, and \(higher.joined(separator: " and ")) \(higher.count == 1 ? "is" : "are") not better than it."
  }
}
