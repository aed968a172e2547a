import Foundation

extension ModelLadder {
  /// The ladder for people, on a terminal.
  public func textReport() -> String {
    var text = "\(Sentence.count(samples, "image")), \(split) part\n"
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
    let p = step.adjustedPValue < 0.0001 ? "< 0.0001" : TextNumber.decimal(step.adjustedPValue, 4)
    let verdict =
      step.isBetter
      ? "it is better"
      : step.adjustedPValue < 0.05
        ? "it is worse"
        : step.difference == 0 ? "no difference" : "chance alone often makes as much"
    return "\(rung.name) against \(below.name): \(points) points (95 % interval \(range), p \(p)): \(verdict)"
  }

  /// One sentence on which model is worth its cost.
  ///
  /// It says what was tested: each model against the best simpler one that was worth its cost, and not against others.
  package var verdict: String {
    let best = rungs[worthwhile]
    let higher = rungs[(worthwhile + 1)...].map(\.name)
    guard rungs.count > 1 else {
      return "There is only \(best.name) to score: no model was trained that could be better."
    }
    guard let climb = climbs.first(where: { $0.rung == worthwhile }) else {
      return
        "No model is shown to be better than always saying the most frequent class: they learned nothing in the time given, or \(Sentence.count(samples, "image")) \(samples == 1 ? "is" : "are") too few to tell."
    }
    let sentence =
      "\(best.name) is worth its cost: it is better than \(rungs[climb.below].name), the best simpler model before it"
    guard !higher.isEmpty else { return sentence + "." }
    return
      "\(sentence), and \(Sentence.list(higher)) \(higher.count == 1 ? "is" : "are") not shown to be better than it."
  }
}
