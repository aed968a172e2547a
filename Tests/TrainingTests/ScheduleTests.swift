import Foundation
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Schedules and budgets")
struct ScheduleTests {
  @Test func theGoldensAreThere() { #expect(TrainingGoldens.schedules.schedules.count == 6) }

  @Test(arguments: TrainingGoldens.schedules.schedules)
  func ratesAreThoseOfPyTorch(_ golden: ScheduleGoldens.Case) {
    let schedule = golden.recipe.schedule
    for (step, rate) in golden.rates.enumerated() {
      let epoch = step / 5
      let position = Schedule.Position(
        done: Double(step) / 30, step: 1.0 / 30, epoch: epoch,
        plateaus: schedule.plateaus(Array(TrainingGoldens.schedules.losses.prefix(epoch))))
      #expect(abs(Double(schedule.factor(at: position)) - rate) < 1e-6, "step \(step)")
    }
  }

  @Test func warmUpRisesToTheFullRate() {
    let steps = 10
    let factors = (0..<steps).map { step in
      Schedule.cosine.factor(
        at: Schedule.Position(done: Double(step) / Double(steps), step: 1 / Double(steps)), warmup: 0.4)
    }
    for (factor, expected) in zip(factors, [0.25, 0.5, 0.75, 1, 1] as [Float]) {
      #expect(abs(factor - expected) < 1e-6)
    }
    #expect(zip(factors.dropFirst(4), factors.dropFirst(5)).allSatisfy { $0 > $1 })
  }

  @Test func stepsFillTheTimeThatIsLeft() {
    var budget = TimeBudget(
      seconds: 100, stepsPerEpoch: 10, validationsAfter: 1, stepSeconds: 1, validationSeconds: 2)
    // 98 s: eight epochs of 12 s, and 2 s which are one more validation.
    #expect(budget.stepsLeft(spent: 0, stepsDone: 0, at: 0) == 80)
    #expect(budget.stepsLeft(spent: 0, stepsDone: 4, at: 0) == 80)
    #expect(budget.stepsLeft(spent: 99, stepsDone: 9, at: 0) == 1)
    for _ in 0..<200 { budget.record(step: 2, at: 0) }
    #expect(budget.stepsLeft(spent: 0, stepsDone: 0, at: 0) == 44)
  }

  /// A machine that becomes three times slower half way: the time still ends where it should.
  @Test func aScheduleEndsWithItsTime() {
    var budget = TimeBudget(
      seconds: 1000, stepsPerEpoch: 100, validationsAfter: 1, stepSeconds: 1, validationSeconds: 10)
    var (spent, done, steps) = (0.0, 0.0, 0)
    while done < 1 {
      let share = (1 - done) / Double(budget.stepsLeft(spent: spent, stepsDone: steps % 100, at: 0))
      done = 1 - done <= share * 1.000001 ? 1 : done + share
      steps += 1
      let seconds = spent < 500 ? 1.0 : 3.0
      spent += seconds
      budget.record(step: seconds, at: 0)
      if steps % 100 == 0 || done >= 1 { spent += 10 }
    }
    #expect(abs(spent + 10 - 1000) < 20, "\(spent)")
    #expect(steps > 500 && steps < 800)
  }

  /// Epochs of two steps, after each of which files are written that take ten times as long.
  @Test func whatLiesBetweenEpochsIsCounted() {
    var budget = TimeBudget(
      seconds: 100, stepsPerEpoch: 2, validationsAfter: 0, stepSeconds: 0.01, validationSeconds: 0)
    var (spent, done, steps, ended) = (0.0, 0.0, 0, 0.0)
    while done < 1 {
      if steps > 0, steps % 2 == 0 {
        spent += 0.2
        budget.record(between: spent - ended)
      }
      done += (1 - done) / Double(budget.stepsLeft(spent: spent, stepsDone: steps % 2, at: 0))
      if 1 - done < 1e-9 { done = 1 }
      steps += 1
      spent += 0.01
      budget.record(step: 0.01, at: 0)
      if steps % 2 == 0 { ended = spent }
      if spent > 101 { break }
    }
    #expect(done == 1, "ended at \(done) of the schedule")
    #expect(abs(spent - 100) < 1, "\(spent)")
  }
}
