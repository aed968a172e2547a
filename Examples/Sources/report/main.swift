// Scores a model on labeled images and writes its report: report MODEL DATA FOLDER
import Fovea

let arguments = CommandLine.arguments
let run = EvaluationRun(model: arguments[1], data: arguments[2], output: arguments[3])
let result = try await run.start().outcome()
let interval = result.accuracyInterval
print("accuracy \(result.accuracy), 95 % interval \(interval.low) to \(interval.high)")
print("always saying the most frequent class: \(result.baselineAccuracy)")
for scores in result.perClass {
  print(scores.name, "precision \(scores.precision ?? 0)", "recall \(scores.recall ?? 0)", separator: "\t")
}
print("the page is \(arguments[3])/report.html")
