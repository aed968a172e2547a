import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaNetworks

extension Trainer {
  /// What the run will do and need, by timing a few steps that leave no trace.
  ///
  /// Where the recipe has a time, it is what the schedule begins with.
  public func plan() throws -> TrainingPlan {
    begin()
    let saved = try executable.parameters.tensors()
    let full = try measure(TrainingStage(executable: executable, preprocessing: preprocessing))
    let smaller = try early.map { try measure($0) }
    // Running statistics have moved.
    try executable.parameters.load(saved)
    let batchSeconds = full.seconds
    let stepSeconds = batchSeconds * Double(recipe.accumulation)
    let earlyCost = smaller.map { $0.seconds / max(batchSeconds, 1e-9) } ?? 1
    // Forward alone is a third of a step; the first epoch replaces the guess.
    let scorings = average == nil ? 1.0 : 2.0
    let validationSeconds =
      batchSeconds / 3 * Double(validation?.count ?? 0) / Double(batchSize) * scorings
    if let minutes = recipe.minutes, budget == nil {
      let looks = Double(samplesScoredAfter * recipe.views.count)
      // Without a validation part to go by, scoring at the end costs what forward does.
      let after = validation == nil ? batchSeconds / 3 * looks / Double(batchSize) : 0
      budget = TimeBudget(
        seconds: minutes * 60 - after, stepsPerEpoch: stepsPerEpoch,
        validationsAfter: validation.map { looks / Double($0.count) / scorings } ?? 0,
        stepSeconds: stepSeconds, validationSeconds: validationSeconds,
        progressive: recipe.progressive, earlyCost: earlyCost)
    }
    let epochs = expectedEpochs
    let seconds =
      recipe.minutes.map { max(0, $0 * 60 - secondsBefore) }
      ?? epochs
      * (Double(stepsPerEpoch) * stepSeconds * recipe.progressive.meanCost(from: 0, cost: earlyCost)
        + validationSeconds)
    return TrainingPlan(
      epochs: epochs, stepsPerEpoch: stepsPerEpoch, batchSize: batchSize, batchesPerStep: recipe.accumulation,
      parameters: network.parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count },
      seconds: seconds, minutes: recipe.minutes,
      early: early.map {
        let geometry = $0.preprocessing.geometry
        return TrainingPlan.Early(
          width: geometry.width, height: geometry.height, share: recipe.progressive.share)
      },
      memoryBytes: memoryBytes(arena: full.arenaBytes + (smaller?.arenaBytes ?? 0)))
  }

  /// Seconds of a batch on pictures of a size, and bytes of the values between layers.
  private func measure(_ stage: TrainingStage) throws -> (seconds: Double, arenaBytes: Int) {
    let samples = Array(0..<batchSize)
    let context = try stage.executable.context(batch: batchSize)
    let draw = AugmentationDraw(recipe.augmentation, random: random, epoch: 0)
    var times: [Double] = []
    // The first one is slower than all others: memory is touched, kernels are loaded.
    for number in 0..<4 {
      let start = now()
      try training.fill(
        context.input, samples: samples, preprocessing: stage.preprocessing, augmenting: draw,
        perform: { Threads.perform($0, $1) })
      context.setTargets(labels: samples.lazy.map { self.training.samples[$0].label })
      try context.run(random: random)
      times.append(now() - start)
      if number > 0, times.reduce(0, +) > 2 { break }
    }
    return (times.dropFirst().min() ?? times[0], context.arenaBytes)
  }

  private func memoryBytes(arena: Int) -> Int {
    let block = executable.gradients?.bytes ?? 0
    // Weights, gradients, what the optimiser remembers, the average, the sum of gradients, and the kept model.
    var blocks = 3 + optimizer.memories.count
    if average != nil { blocks += 1 }
    if recipe.accumulation > 1 { blocks += 1 }
    var pixels = 0
    for store in [training, validation].compactMap({ $0 }) where store.storage == .memory {
      pixels += store.count * store.geometry.count
    }
    return arena + block * blocks + pixels
  }
}
