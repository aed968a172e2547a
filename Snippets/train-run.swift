// Trains as 'fovea train' does.

import Fovea

let settings = TrainingSettings(
  source: DataSource(path: "photos", split: SplitSettings(validation: 0.15)))
let recipe = RecipeChoice { recipe in
  var recipe = recipe
  recipe.epochs = 4
  return recipe
}
let job = TrainingRun(settings, recipe: recipe, folder: RunFolder(existing: "runs/first")).start()
for try await event in job.events { if case .epoch(let epoch) = event { print(epoch.trainingLoss) } }
let outcome = try await job.outcome()
