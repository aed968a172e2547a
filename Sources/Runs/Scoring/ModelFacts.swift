import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports

/// What a report says of a model: facts that make it again or tell it from another.
enum ModelFacts {
  static func all(of bundle: ModelBundle) -> [ReportContent.Facts] {
    [
      ReportContent.Facts(title: "Model", rows: model(bundle)),
      ReportContent.Facts(title: "Recipe", rows: rows(of: bundle.provenance.recipe, under: "")),
      ReportContent.Facts(title: "Versions", rows: versions(bundle.provenance)),
    ].filter { !$0.rows.isEmpty }
  }

  private static func model(_ bundle: ModelBundle) -> [(key: String, value: String)] {
    let geometry = bundle.preprocessing.geometry
    let layers = bundle.network.nodes.map(\.name).joined(separator: " → ")
    var rows = [
      ("layers", layers), ("parameters", "\(bundle.network.parameterCount)"),
      ("multiply-adds an image", "\(bundle.network.multiplyAdds)"),
      (
        "input",
        "\(geometry.width)×\(geometry.height) \(geometry.channels.rawValue), \(geometry.resize.rawValue), \(geometry.interpolation.rawValue)"
      ),
      (
        "normalisation",
        "mean \(list(bundle.preprocessing.normalization.mean)), deviation \(list(bundle.preprocessing.normalization.deviation))"
      ),
      ("temperature", fixed(bundle.temperature, 4)),
    ]
    if let positive = bundle.positiveClass {
      rows.append(("positive class", positive))
      if let threshold = bundle.positiveThreshold { rows.append(("threshold", fixed(threshold, 6))) }
    }
    if let record = bundle.heldOut {
      rows.append(
        (
          "calibration error on \(Sentence.count(record.samples, "validation image"))",
          "\(fixed(record.calibrationErrorBefore, 4)) before, \(fixed(record.calibrationErrorAfter, 4)) after"
        ))
    }
    return rows
  }

  private static func versions(_ provenance: Provenance) -> [(key: String, value: String)] {
    var rows = [
      ("Fovea", provenance.version), ("engine", provenance.engine), ("seed", "\(provenance.seed)"),
      ("training images", "\(provenance.trainingSamples)"),
      ("validation images", "\(provenance.validationSamples)"),
      ("SHA-256 of the training data", provenance.dataFingerprint),
    ]
    if let epoch = provenance.epoch { rows.append(("weights of epoch", "\(epoch)")) }
    return rows
  }

  private static func list(_ values: [Float]) -> String {
    values.map { fixed(Double($0), 4) }.joined(separator: " ")
  }

  /// The values of `json` by their dotted keys.
  private static func rows(of json: JSONValue, under key: String) -> [(key: String, value: String)] {
    switch json {
    case .null: return []
    case .bool(let value): return [(key, value ? "yes" : "no")]
    case .integer(let value): return [(key, "\(value)")]
    case .number(let value): return [(key, number(value))]
    case .string(let value): return [(key, value)]
    case .array(let values):
      return values.enumerated().flatMap { rows(of: $1, under: "\(key)[\($0)]") }
    case .object(let values):
      return values.sorted { $0.key < $1.key }.flatMap {
        rows(of: $0.value, under: key.isEmpty ? $0.key : "\(key).\($0.key)")
      }
    }
  }

  /// Recipes are single precision: 0.001 is not to be shown as 0.0010000000474974513.
  private static func number(_ value: Double) -> String { "\(Float(value))" }
}
