import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaNetworks

extension AdversarialTrainer {
  /// What one step of both networks gave.
  struct StepScores: Hashable {
    var generatorLoss = 0.0
    var discriminatorLoss = 0.0
    var realRight = 0
    var generatedRight = 0
  }

  /// One pass over the pictures, from where the state is; false where `onStep` asked to stop.
  func trainOnce(epoch: Int, onStep: (AdversarialProgress) throws -> Bool) throws -> Bool {
    let order = SampleOrder.of(
      labels: pixels.samples.map(\.label), classes: pixels.classes.count, sampling: .natural,
      random: random.stream("shuffle", epoch))
    let steps = stepsPerEpoch
    let secondsBefore = state.pass.seconds
    let start = now()
    while state.pass.steps < steps {
      let first = state.pass.steps * batchSize
      let scores = try step(making.steps, samples: order[first..<first + batchSize])
      guard scores.generatorLoss.isFinite, scores.discriminatorLoss.isFinite else {
        throw TrainingError.diverged(
          epoch: epoch, step: state.pass.steps + 1, learningRate: recipe.generatorRate)
      }
      state.pass.steps += 1
      state.pass.generatorLoss += scores.generatorLoss
      state.pass.discriminatorLoss += scores.discriminatorLoss
      state.pass.realRight += scores.realRight
      state.pass.generatedRight += scores.generatedRight
      state.pass.seconds = secondsBefore + now() - start
      state.steps = making.steps
      if let minutes = recipe.minutes { state.isTimeUsed = elapsed >= minutes * 60 }
      guard try onStep(progress(epoch: epoch)) else { return false }
      // A time that is used up ends the epoch, too.
      if state.isTimeUsed { return true }
    }
    return true
  }

  /// Seconds since the run began, those of earlier processes and of reading included.
  var elapsed: Double { secondsBefore + state.seconds + now() - (begun ?? now()) }

  private func progress(epoch: Int) -> AdversarialProgress {
    let pass = state.pass
    let done = Double(max(1, pass.steps))
    let perStep = pass.seconds / done
    let left = (recipe.epochs - epoch + 1) * stepsPerEpoch - pass.steps
    let share =
      recipe.minutes.map { elapsed / ($0 * 60) }
      ?? 1 - Double(left) / Double(max(1, recipe.epochs * stepsPerEpoch))
    return AdversarialProgress(
      epoch: epoch, epochs: recipe.minutes == nil ? recipe.epochs : nil, step: pass.steps,
      steps: stepsPerEpoch, generatorLoss: pass.generatorLoss / done,
      discriminatorLoss: pass.discriminatorLoss / done,
      accuracy: Double(pass.realRight + pass.generatedRight) / (2 * done * Double(batchSize)),
      imagesPerSecond: done * Double(batchSize) / max(pass.seconds, 1e-9), runShare: min(1, max(0, share)),
      secondsLeft: recipe.minutes.map { max(0, $0 * 60 - elapsed) } ?? max(0, perStep * Double(left)))
  }

  /// A step on real pictures and generated ones of their classes.
  ///
  /// - Parameter number: of the step, which its random numbers belong to.
  private func step(_ number: Int, samples: ArraySlice<Int>) throws -> StepScores {
    let labels = samples.map { pixels.samples[$0].label }
    let maker = try making.executable.context(batch: batchSize)
    let draw = random.stream("latent", number)
    for (row, label) in labels.enumerated() {
      input.write(
        label: label, random: draw.stream("picture", row),
        to: UnsafeMutableBufferPointer(rebasing: maker.input[row * input.count..<(row + 1) * input.count]))
    }
    return try step(maker, samples, labels)
  }

  /// One step of the discriminator on real pictures and those that the generator makes of the input of its context, then one
  /// of the generator on the latter.
  func step(
    _ maker: ExecutionContext, _ samples: ArraySlice<Int>, _ labels: [Int]
  ) throws -> StepScores {
    try maker.runForward()
    var scores = StepScores()
    try trainDiscriminator(samples, labels, made: maker.logits, &scores)
    try trainGenerator(maker, labels, &scores)
    return scores
  }

  private func trainDiscriminator(
    _ samples: ArraySlice<Int>, _ labels: [Int], made: UnsafeBufferPointer<Float>, _ scores: inout StepScores
  ) throws {
    let size = made.count
    let isJoined = recipe.networks.normalization == .spectral
    // Each half is real pictures, generated ones, or where both are joined, one after the other.
    for isReal in isJoined ? [true] : [true, false] {
      let context = try telling.executable.context(batch: (isJoined ? 2 : 1) * batchSize)
      let pictures = context.input
      if isReal {
        try pixels.fill(
          UnsafeMutableBufferPointer(rebasing: pictures[..<size]), samples: samples,
          preprocessing: preprocessing, perform: { Threads.perform($0, $1) })
      }
      if isJoined || !isReal {
        let target = UnsafeMutableBufferPointer(rebasing: pictures[(isJoined ? size : 0)...].prefix(size))
        _ = target.update(fromContentsOf: made)
      }
      try context.runForward()
      let rows = isJoined ? labels + labels : labels
      let values = head.scores(context.logits, labels: rows)
      // Gradients of two batches are averaged, their losses added.
      let weight = (isJoined ? 1 : 2) / Float(batchSize)
      var slopes: [Float] = []
      slopes.reserveCapacity(values.count)
      for (row, value) in values.enumerated() {
        let isOfReal = isReal && row < batchSize
        let term = isOfReal ? recipe.loss.ofReal(value) : recipe.loss.ofGenerated(value)
        // A score that is no number must not be hidden by the maximum of a hinge.
        scores.discriminatorLoss += value.isFinite ? Double(term.value) / Double(batchSize) : .nan
        if isOfReal {
          if value > 0 { scores.realRight += 1 }
        } else if value < 0 {
          scores.generatedRight += 1
        }
        slopes.append(weight * term.slope)
      }
      head.write(slopes, labels: rows, to: context[.outputGradient])
      try context.runBackward()
      if let spectral, let gradients = telling.executable.gradients { spectral.correct(gradients.floats) }
      telling.add(samples: batchSize)
    }
    spectral?.restore()
    try telling.update(learningRate: recipe.discriminatorRate)
    try spectral?.apply()
  }

  private func trainGenerator(
    _ maker: ExecutionContext, _ labels: [Int], _ scores: inout StepScores
  ) throws {
    let context = try telling.executable.context(
      batch: batchSize, PlanRequest(.training, gradient: .caller, gradients: [Network.inputName]))
    _ = context.input.update(fromContentsOf: maker.logits)
    try context.runForward()
    let values = head.scores(context.logits, labels: labels)
    let terms = values.map { recipe.loss.ofGenerator($0) }
    for (value, term) in zip(values, terms) {
      scores.generatorLoss += value.isFinite ? Double(term.value) / Double(batchSize) : .nan
    }
    head.write(
      terms.map { $0.slope / Float(batchSize) }, labels: labels, to: context[.outputGradient])
    try context.runBackward()
    _ = maker[.outputGradient].update(fromContentsOf: context[.gradient(Network.inputName)])
    try maker.runBackward()
    making.add(samples: batchSize)
    try making.update(learningRate: recipe.generatorRate)
  }
}
