// Sets the threshold of a model of two classes anew, and scores it for another share of the positive class.

// snippet.hide
import Fovea

// snippet.show
let run = ThresholdRun(model: "runs/scans", data: "more-scans", rule: .recall(0.95), positive: "ill")
let outcome = try await run.start().outcome()
print(outcome.before.threshold, outcome.after.threshold, outcome.after.specificity?.value ?? 0)
let rare = EvaluationRun(model: "runs/scans", data: "other-scans", prevalence: 0.01)
print(try await rare.start().outcome().atPrevalence?.positivePredictiveValue?.value ?? 0)
