// Trains a classifier as 'fovea train' does: train-run DATA FOLDER
import Fovea

let arguments = CommandLine.arguments
let settings = TrainingSettings(
  source: DataSource(path: arguments[1], split: SplitSettings(validation: 0.15)))
let recipe = RecipeChoice { recipe in
  var recipe = recipe
  recipe.epochs = 4
  return recipe
}
let run = TrainingRun(settings, recipe: recipe, folder: RunFolder(existing: arguments[2]))

// The job performs on a thread of its own, and tells what happens as values.
let job = run.start()
for try await event in job.events {
  switch event {
  case .note(let note): print(note)
  case .warning(let warning): print("warning:", warning)
  case .epoch(let epoch): print("epoch \(epoch.number): loss \(epoch.trainingLoss)")
  case .scored(let result): print("accuracy on the \(result.split) part: \(result.accuracy)")
  case .phase, .phaseEnded, .trainingStarted, .batch, .trainingEnded, .trainingFailed, .adversarialStep,
    .adversarialEpoch:
    break
  }
}
let outcome = try await job.outcome()
print(outcome.summary)
