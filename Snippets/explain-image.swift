// Draws which part of an image speaks for the predicted class.

// snippet.hide
import Fovea

let model = try ModelBundle(contentsOf: "model.safetensors")
// snippet.show
let explanation = try Explainer(model).explain(Image(contentsOf: "1.jpg"))
let overlay = explanation.heatmap.overlay(on: explanation.picture)
