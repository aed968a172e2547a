// Shows where in an image a model sees its class: explain MODEL IMAGE PNG
import Foundation
import Fovea

let arguments = CommandLine.arguments
let explainer = try Explainer(ModelBundle(contentsOf: arguments[1]))
let explanation = try explainer.explain(Image(contentsOf: arguments[2]))
let classification = explanation.classification
print("\(classification.label), \(classification.probability), by \(explanation.method.rawValue)")

// Orange speaks for the class, blue against it.
let overlay = explanation.heatmap.overlay(on: explanation.picture)
try Data(overlay.pngBytes()).write(to: URL(fileURLWithPath: arguments[3]))
