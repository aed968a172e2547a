import FoveaDatasets
import FoveaExecution
import FoveaNetworks

extension Trainer {
  /// Batches of an epoch.
  var batchesPerEpoch: Int { (training.count + batchSize - 1) / batchSize }

  /// Steps of the optimiser in an epoch; the last one may be of fewer batches.
  var stepsPerEpoch: Int { (batchesPerEpoch + recipe.accumulation - 1) / recipe.accumulation }

  /// One pass over the training samples, from where the state is; sums are weighted by samples, so a short last batch
  /// counts as what it is.
  func trainOnce(epoch: Int, onBatch: (BatchProgress) throws -> Bool) throws {
    let order = SampleOrder.of(
      labels: training.samples.map(\.label), classes: training.classes.count, sampling: recipe.sampling,
      random: random.stream("shuffle", epoch))
    let batches = batchesPerEpoch
    let draw = AugmentationDraw(recipe.augmentation, random: random, epoch: epoch)
    let plateaus = recipe.schedule.plateaus(history.map { $0.validationLoss ?? $0.trainingLoss })
    let secondsBefore = state.pass.seconds
    let start = now()
    var stepStart = start
    var pass = state.pass
    while pass.batches < batches {
      let stepShare = share(of: epoch)
      pass.learningRate =
        recipe.learningRate
        * recipe.schedule.factor(
          at: Schedule.Position(done: state.done, step: stepShare, epoch: epoch - 1, plateaus: plateaus),
          warmup: warmup)
      let end = min(batches, pass.batches + recipe.accumulation)
      while pass.batches < end { try run(&pass, epoch: epoch, order: order, draw: draw) }
      try step.update(learningRate: pass.learningRate)
      pass.seconds = secondsBefore + now() - start
      advance(by: stepShare)
      state.pass = pass
      budget?.record(step: now() - stepStart, at: state.done - stepShare)
      stepStart = now()
      let goesOn = try onBatch(progress(epoch: epoch, batches: batches))
      // A time that is used up ends the epoch, too.
      if recipe.minutes != nil, state.done >= 1 { return }
      guard goesOn else {
        isInterrupted = true
        return
      }
      // What the caller did in between, such as writing a file, is no part of a step.
      stepStart = now()
    }
  }

  /// Forward and backward on the next batch.
  private func run(
    _ pass: inout TrainingState.Pass, epoch: Int, order: [Int], draw: AugmentationDraw?
  ) throws {
    let batch = pass.batches
    let samples = order[batch * batchSize..<min(order.count, (batch + 1) * batchSize)]
    let number = (epoch - 1) * batchesPerEpoch + batch
    let stage = stage(at: state.done)
    let (preprocessing, geometry) = (stage.preprocessing, stage.preprocessing.geometry)
    let context = try stage.executable.context(batch: samples.count)
    let mix = MixDraw(
      recipe.mixing, width: geometry.width, height: geometry.height,
      random: random.stream("mix", number))
    let labels = samples.map { training.samples[$0].label }
    // In the engine's own threads, between its steps: a second pool would fight with the first for the cores.
    let asked = now()
    try training.fill(
      context.input, samples: samples, preprocessing: preprocessing, augmenting: draw,
      perform: { Threads.perform($0, $1) })
    mix.apply(
      to: context.input, count: samples.count, preprocessing: preprocessing,
      perform: { Threads.perform($0, $1) })
    pass.dataSeconds += now() - asked
    training.prefetch(
      order[min(order.count, (batch + 1) * batchSize)..<min(order.count, (batch + 2) * batchSize)])
    let keep = mix.keep(width: geometry.width, height: geometry.height)
    targets.write(labels, keep: keep, to: context.targets)
    try context.run(random: random.stream("step", number))
    let sum = context.losses.reduce(0.0) { $0 + Double($1) }
    guard sum.isFinite else {
      throw TrainingError.diverged(epoch: epoch, step: batch + 1, learningRate: pass.learningRate)
    }
    step.add(samples: samples.count)
    pass.lossSum += sum
    pass.right += rightCount(context, labels, keep: keep)
    pass.samples += samples.count
    pass.batches += 1
  }

  /// Samples whose class, for mixed ones that of the larger share, is the network's decision.
  private func rightCount(_ context: ExecutionContext, _ labels: [Int], keep: Float) -> Int {
    let (logits, outputs) = (context.logits, network.output.count)
    var right = 0
    for position in labels.indices {
      let row = UnsafeBufferPointer(rebasing: logits[position * outputs..<(position + 1) * outputs])
      let truth = keep >= 0.5 ? position : MixDraw.partner(of: position, in: labels.count)
      if network.decision(logits: row) == labels[truth] { right += 1 }
    }
    return right
  }
}

// How far the run is.
extension Trainer {
  /// What the step after `done` of the run, 0 to 1, runs on.
  func stage(at done: Double) -> TrainingStage {
    if let early, recipe.progressive.isEarly(at: done) { return early }
    return TrainingStage(executable: executable, preprocessing: preprocessing)
  }

  /// The share of the run over which the rate rises.
  private var warmup: Double {
    let epochs = expectedEpochs
    // As many whole steps as the recipe says, so that the last of them has the full rate.
    let steps = (Double(recipe.warmupEpochs) * Double(stepsPerEpoch)).rounded()
    return min(1, steps / (epochs * Double(stepsPerEpoch)))
  }

  /// Epochs of the run; where a time is given, those that fit as it looks now.
  var expectedEpochs: Double {
    guard recipe.minutes != nil else { return Double(recipe.epochs) }
    let left = budget?.stepsLeft(spent: spent, stepsDone: stepsDone, at: state.done) ?? 0
    return max(1, Double(state.steps + left)) / Double(stepsPerEpoch)
  }

  /// Seconds since the run began, those of earlier processes included.
  var elapsed: Double { state.seconds + now() - (begun ?? now()) }

  /// Starts the clock, unless it runs.
  func begin() { if begun == nil { begun = now() } }

  /// Steps of the epoch under way that are done.
  private var stepsDone: Int { state.steps - history.count * stepsPerEpoch }

  /// Seconds of the recipe's minutes that are used.
  private var spent: Double { secondsBefore + elapsed }

  /// The share of the run that the next step is.
  private func share(of epoch: Int) -> Double {
    guard recipe.minutes != nil, let budget else {
      return 1 / Double(recipe.epochs * stepsPerEpoch)
    }
    return (1 - state.done) / Double(budget.stepsLeft(spent: spent, stepsDone: stepsDone, at: state.done))
  }

  private func advance(by share: Double) {
    state.steps += 1
    guard recipe.minutes == nil else {
      state.done = 1 - state.done <= share * 1.000001 ? 1 : state.done + share
      return
    }
    // Not a sum of shares, whose rounding would grow.
    state.done = Double(state.steps) / Double(recipe.epochs * stepsPerEpoch)
  }

  private func progress(epoch: Int, batches: Int) -> BatchProgress {
    let pass = state.pass
    let elapsed = max(pass.seconds, 1e-9)
    let epochs = max(epoch, Int(expectedEpochs.rounded(.up)))
    let progressive = recipe.progressive
    // Batches to come cost more than those done where pictures grow.
    let growth =
      progressive.meanCost(from: state.done, cost: progressive.pixelShare)
      / (progressive.isEarly(at: state.done) ? progressive.pixelShare : 1)
    var left =
      growth * elapsed / Double(pass.batches) * Double(batches - pass.batches + (epochs - epoch) * batches)
    var share = (Double(epoch - 1) + Double(pass.batches) / Double(max(1, batches))) / Double(max(1, epochs))
    if let budget {
      left = max(0, budget.seconds - spent)
      // The steps of the last epoch end with the time.
      share = state.done >= 1 ? 1 : min(1, spent / max(budget.seconds, 1e-9))
    }
    return BatchProgress(
      epoch: epoch, epochs: epochs, batch: pass.batches, batches: batches, loss: pass.loss,
      accuracy: pass.accuracy, imagesPerSecond: Double(pass.samples) / elapsed, secondsLeft: left,
      runShare: share, isTimed: recipe.minutes != nil)
  }
}
