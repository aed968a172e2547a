// Scores a model on labeled images in files.

import Fovea

let run = EvaluationRun(model: "runs/first", data: "other-photos", output: "evaluation")
let result = try await run.start().outcome()
print(result.accuracy, result.accuracyInterval, result.baselineAccuracy)
