extension Trainer {
  /// Trains with the rates of `sweep` until it is over, and gives it with the losses.
  ///
  /// The trainer is used up: its weights are those after the last rate. It should have no validation part, as nothing is
  /// scored, and a recipe of as many epochs as the sweep has steps, which always suffice.
  ///
  /// - Parameter onStep: called after each step with what is done so far; false stops.
  package func run(
    _ sweep: LearningRateSweep, onStep: (LearningRateSweep) -> Bool = { _ in true }
  ) throws -> LearningRateSweep {
    var result = sweep
    optimizer.sweep = sweep
    defer { optimizer.sweep = nil }
    var goesOn = true
    var before: (loss: Double, samples: Int) = (0, 0)
    do {
      while goesOn,
        try nextEpoch(onBatch: { progress in
          let pass = state.pass
          if pass.samples <= before.samples { before = (0, 0) }
          let loss = (pass.lossSum - before.loss) / Double(max(1, pass.samples - before.samples))
          before = (pass.lossSum, pass.samples)
          goesOn = result.record(loss: loss)
          goesOn = onStep(result) && goesOn
          return goesOn
        }) != nil
      {}
    } catch TrainingError.diverged {
      // A loss that is no number any more ends the sweep as one that runs away does.
    }
    return result
  }
}
