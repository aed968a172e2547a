/// The name of a preset, or the list of steps.
extension Augmentation: Codable {
  /// The name of a preset, or a list of steps; anything else is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let word = try? container.decode(String.self) else {
      self.init(try container.decode([AugmentationStep].self))
      return
    }
    guard let preset = Preset(rawValue: word) else {
      let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected one of \(known), or a list of steps, received '\(word)'")
    }
    self.init(preset)
  }

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let preset = Preset.allCases.first(where: { Augmentation($0) == self }) {
      try container.encode(preset)
    } else {
      try container.encode(steps)
    }
  }
}

/// `crop: {padding: 0.125}`, or the name alone for default settings.
extension AugmentationStep: Codable {
  /// Every step with its default settings.
  package static let all: [AugmentationStep] = [
    .horizontalFlip(), .alternatingFlip, .verticalFlip(), .crop(), .resizedCrop(), .rotation(),
    .translation(),
    .color(), .grayscale(), .blur(), .erasing(), .randAugment(), .trivialAugment,
  ]

  /// The name in files.
  package var name: String { form.name }

  /// The name and the settings with their values, in files.
  private var form: (name: String, settings: KeyValuePairs<String, Float>) {
    switch self {
    case .horizontalFlip(let probability): ("horizontal_flip", ["probability": probability])
    case .alternatingFlip: ("alternating_flip", [:])
    case .verticalFlip(let probability): ("vertical_flip", ["probability": probability])
    case .crop(let padding): ("crop", ["padding": padding])
    case .resizedCrop(let area, let aspect): ("resized_crop", ["area": area, "aspect": aspect])
    case .rotation(let degrees): ("rotation", ["degrees": degrees])
    case .translation(let share): ("translation", ["share": share])
    case .color(let brightness, let contrast, let saturation, let hue):
      ("color", ["brightness": brightness, "contrast": contrast, "saturation": saturation, "hue": hue])
    case .grayscale(let probability): ("grayscale", ["probability": probability])
    case .blur(let probability, let sigma): ("blur", ["probability": probability, "sigma": sigma])
    case .erasing(let probability, let area): ("erasing", ["probability": probability, "area": area])
    case .randAugment(let count, let magnitude):
      ("rand_augment", ["count": Float(count), "magnitude": Float(magnitude)])
    case .trivialAugment: ("trivial_augment", [:])
    }
  }

  /// The same step with other settings, in the order of `form`; nil where one of them is no number that it can have.
  private func with(_ values: [Float]) -> AugmentationStep? {
    switch self {
    case .horizontalFlip: .horizontalFlip(probability: values[0])
    case .alternatingFlip: .alternatingFlip
    case .verticalFlip: .verticalFlip(probability: values[0])
    case .crop: .crop(padding: values[0])
    case .resizedCrop: .resizedCrop(area: values[0], aspect: values[1])
    case .rotation: .rotation(degrees: values[0])
    case .translation: .translation(share: values[0])
    case .color:
      .color(brightness: values[0], contrast: values[1], saturation: values[2], hue: values[3])
    case .grayscale: .grayscale(probability: values[0])
    case .blur: .blur(probability: values[0], sigma: values[1])
    case .erasing: .erasing(probability: values[0], area: values[1])
    case .randAugment:
      Int(exactly: values[0]).flatMap { count in
        Int(exactly: values[1]).map { .randAugment(count: count, magnitude: $0) }
      }
    case .trivialAugment: .trivialAugment
    }
  }

  /// A name, or a name with settings; those that are missing have their default values.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    func refuse(_ reason: String) -> DecodingError {
      DecodingError.dataCorruptedError(in: container, debugDescription: reason)
    }
    let given: [String: [String: Float]]
    if let name = try? container.decode(String.self) {
      given = [name: [:]]
    } else if let settings = try? container.decode([String: [String: Float]?].self) {
      given = settings.mapValues { $0 ?? [:] }
    } else {
      throw refuse("expected a step such as crop: {padding: 0.125}, received something else")
    }
    guard let (name, settings) = given.first, given.count == 1 else {
      throw refuse("expected one step in each item of the list, received \(given.count)")
    }
    guard let step = AugmentationStep.all.first(where: { $0.name == name }) else {
      throw refuse(
        "expected one of \(AugmentationStep.all.map(\.name).joined(separator: ", ")), received '\(name)'")
    }
    let known = step.form.settings
    if let other = settings.keys.sorted().first(where: { key in !known.contains { $0.key == key } }) {
      let words = known.isEmpty ? "no settings" : known.map(\.key).joined(separator: ", ")
      throw refuse("expected \(words) as settings of \(name), received '\(other)'")
    }
    guard let changed = step.with(known.map { settings[$0.key] ?? $0.value }) else {
      throw refuse("expected whole numbers as settings of \(name), received \(settings.values.sorted())")
    }
    self = changed
  }

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let (name, settings) = form
    if settings.isEmpty {
      try container.encode(name)
    } else {
      try container.encode([name: Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0.value) })])
    }
  }
}
