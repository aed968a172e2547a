// Scores a model on images in memory, and writes the report.

// snippet.hide
import Fovea

let model = try ModelBundle(contentsOf: "model.safetensors")
let pixels = try PixelStore(images: [], labels: [], classes: model.classes)
// snippet.show
let report = try Report(model, on: pixels, part: "test")
print(report.result.accuracy)
try report.write(to: "report")
