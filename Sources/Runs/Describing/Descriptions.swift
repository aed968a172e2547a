import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks

/// What `inspect` says of a model.
struct ModelDescription: Encodable {
  let classes: [String]
  let preprocessing: Preprocessing
  let network: Network
  let parameters: Int
  let multiplyAdds: Int
  let temperature: Double
  let threshold: Double?
  /// The positive one of two classes, and the threshold on its probability, where somebody chose it.
  let positive: String?
  let positiveThreshold: Double?
  let heldOut: HeldOutRecord?
  let provenance: Provenance

  enum CodingKeys: String, CodingKey {
    case classes, preprocessing, network, parameters, temperature, threshold, positive, provenance
    case positiveThreshold = "positive_threshold"
    case multiplyAdds = "multiply_adds"
    case heldOut = "held_out"
  }

  init(_ bundle: ModelBundle) {
    classes = bundle.classes
    preprocessing = bundle.preprocessing
    network = bundle.network
    parameters = bundle.network.parameterCount
    multiplyAdds = bundle.network.multiplyAdds
    temperature = bundle.temperature
    threshold = bundle.threshold
    positive = bundle.positiveClass
    positiveThreshold = bundle.positiveThreshold
    heldOut = bundle.heldOut
    provenance = bundle.provenance
  }

  var text: String {
    let geometry = preprocessing.geometry
    let share = geometry.cropShare < 1 ? " of \(fixed(geometry.cropShare, 3))" : ""
    var lines = [
      "classes        \(classes.count): \(classList)",
      "input          \(geometry.width)×\(geometry.height) \(geometry.channels.rawValue), \(geometry.resize.rawValue)\(share), \(geometry.interpolation.rawValue)",
      "normalisation  mean \(list(preprocessing.normalization.mean)), deviation \(list(preprocessing.normalization.deviation))",
    ]
    if let origin = provenance.origin {
      let terms = origin.license ?? "license unknown"
      lines.append(
        "weights        \(origin.architecture) from \(origin.package.map { "\($0), " } ?? "")\(origin.file), \(terms), SHA-256 \(origin.digest)"
      )
    }
    if provenance.origin == nil || provenance.trainingSamples > 0 {
      lines.append(
        "trained        \(Sentence.count(provenance.trainingSamples, "image")), seed \(provenance.seed), Fovea \(provenance.version), \(provenance.engine)"
      )
    }
    if let epoch = provenance.epoch {
      // The record has the accuracy of the model as it decides; epochs are compared by one view, at 0.5.
      let epochScore = heldOut?.accuracy == nil ? provenance.validationAccuracy : nil
      let score = epochScore.map { ", validation accuracy \(fixed($0 * 100, 2)) %" } ?? ""
      lines.append("weights        of epoch \(epoch)\(score)")
    }
    if let record = heldOut {
      let error = "calibration error \(fixed(record.calibrationErrorAfter, 4))"
      let accuracy = record.accuracy.map { "accuracy \(fixed($0 * 100, 2)) %, " } ?? ""
      lines.append(
        "held out       \(Sentence.count(record.samples, "image")), \(accuracy)temperature \(fixed(temperature, 3)), \(error)"
      )
    }
    if let positiveThreshold, let positive {
      lines.append("threshold      \(fixed(positiveThreshold, 6)) for \(positive)")
    } else if let positive {
      lines.append("positive       \(positive)")
    }
    if !provenance.dataFingerprint.isEmpty {
      lines.append("data           SHA-256 \(provenance.dataFingerprint)")
    }
    return lines.joined(separator: "\n") + "\n\n" + network.summary()
  }

  /// Of very many classes the first; `--json` has all.
  private var classList: String {
    let shown = classes.count > 100 ? 20 : classes.count
    return classes.prefix(shown).joined(separator: ", ")
      + (shown < classes.count ? " and \(classes.count - shown) more" : "")
  }

  private func list(_ values: [Float]) -> String {
    values.map { fixed(Double($0), 4) }.joined(separator: " ")
  }
}

/// What `inspect` says of labeled data.
struct DataDescription: Encodable {
  struct Row: Encodable {
    let name: String
    let train: Int
    let val: Int
    let test: Int
    let unassigned: Int
  }

  let path: String
  let classes: [Row]
  let notes: [String]
  let issues: Int

  init(_ data: LabeledData) {
    path = data.path
    let train = data.counts(of: data.parts[.training] ?? [])
    let val = data.counts(of: data.parts[.validation] ?? [])
    let test = data.counts(of: data.parts[.test] ?? [])
    let unassigned = data.counts(of: data.unassigned)
    classes = data.classes.enumerated().map {
      Row(name: $1, train: train[$0], val: val[$0], test: test[$0], unassigned: unassigned[$0])
    }
    notes = data.notes
    issues = data.issues.count
  }

  var text: String {
    let width = max(5, classes.map(\.name.printable.displayWidth).max() ?? 0)
    func line(_ name: String, _ counts: [String]) -> String {
      name + String(repeating: " ", count: width - name.displayWidth)
        + counts.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }
    func sum(_ part: (Row) -> Int) -> String { String(classes.reduce(0) { $0 + part($1) }) }
    var lines = [line("class", ["train", "val", "test", "unassigned"])]
    lines += classes.map {
      line($0.name.printable, ["\($0.train)", "\($0.val)", "\($0.test)", "\($0.unassigned)"])
    }
    lines.append(line("total", [sum(\.train), sum(\.val), sum(\.test), sum(\.unassigned)]))
    lines += notes.map { "note: \($0)" }
    if issues > 0 { lines.append("note: \(Sentence.count(issues, "file")) cannot be used") }
    return lines.joined(separator: "\n")
  }
}

/// What `inspect` says of an image.
struct ImageDescription: Encodable {
  let path: String
  let format: String
  let width: Int
  let height: Int
  let channels: String
  let orientation: Int
  /// Of formats that have pages, where there is more than one.
  let pages: Int?

  init(_ path: String, _ header: ImageHeader) {
    self.path = path
    format = header.format.rawValue
    width = header.width
    height = header.height
    channels = header.channels.rawValue
    orientation = header.orientation.rawValue
    pages = header.pages > 1 ? header.pages : nil
  }

  var text: String {
    "\(path): \(format), \(width)×\(height) \(channels), orientation \(orientation)"
      + (pages.map { ", \($0) pages, of which the first is read" } ?? "")
  }
}
