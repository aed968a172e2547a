import Fovea

/// What a job tells, on standard error: a line that moves, messages, and of a training the panel or the log.
final class JobConsole {
  private let isQuiet: Bool
  private let interruption = Interruption()
  private var line: ProgressLine
  private var display: TrainingDisplay
  private var adversarial: AdversarialDisplay
  private var log: EventLog?

  init(quiet: Bool) {
    isQuiet = quiet
    line = ProgressLine(quiet: quiet)
    display = TrainingDisplay(quiet: quiet || Console.format == .json)
    adversarial = AdversarialDisplay(quiet: quiet || Console.format == .json)
    log = Console.format == .json && !quiet ? EventLog() : nil
  }

  /// What a job is given: Ctrl-C and SIGTERM cancel it.
  var monitor: RunMonitor {
    RunMonitor(isCancelled: { self.interruption.isRequested }, receive: { self.receive($0) })
  }

  private func receive(_ event: RunEvent) {
    switch event {
    case .phase(let phase): line.update(phase.description)
    case .phaseEnded: line.clear()
    case .note(let note):
      guard !isQuiet else { return }
      line.clear()
      Console.note(note.description)
    case .warning(let warning):
      // Advice is not for who asked for silence.
      if isQuiet, case .smallValidation = warning { return }
      line.clear()
      adversarial.clear()
      Console.warning(warning.description)
    case .trainingStarted, .batch, .epoch, .trainingEnded, .trainingFailed, .scored:
      display.receive(event)
      tellScripts(event)
    case .adversarialStep, .adversarialEpoch:
      adversarial.receive(event)
      tellScripts(event)
    }
  }

  private func tellScripts(_ event: RunEvent) {
    if let line = log?.line(for: event) { Console.log(line) }
  }
}
