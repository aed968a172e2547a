/// What is fuzzed: one way in for bytes that a stranger wrote.
protocol FuzzTarget: Sendable {
  /// Files of this kind that the fuzzer starts from: small ones, and of each variant one.
  func seeds() throws -> [[UInt8]]
  /// Words that files of this kind have, for the fuzzer to put in.
  var dictionary: [String] { get }
  /// Makes `bytes` again what a mutation rarely leaves: checksums and lengths that fit, without which a reader looks no
  /// further.
  func repair(_ bytes: inout [UInt8])
  /// Reads `bytes` and stops the program where something does not hold that must.
  func test(_ bytes: [UInt8])
}

extension FuzzTarget {
  var dictionary: [String] { [] }
  func repair(_ bytes: inout [UInt8]) {}
}

/// The fuzz targets by the names that `Scripts/fuzz` takes.
enum Reader: String, CaseIterable {
  case images
  case exif
  case safetensors
  case checkpoint
  case manifestCSV = "manifest-csv"
  case manifestJSONL = "manifest-jsonl"
  case idx
  case tar
  case recipe

  var target: any FuzzTarget {
    switch self {
    case .images: ImageTarget()
    case .exif: ExifTarget()
    case .safetensors: SafetensorsTarget()
    case .checkpoint: CheckpointTarget()
    case .manifestCSV: ManifestTarget(form: .csv)
    case .manifestJSONL: ManifestTarget(form: .jsonLines)
    case .idx: IDXTarget()
    case .tar: TarTarget()
    case .recipe: RecipeTarget()
    }
  }
}

/// Stops the program, so that the fuzzer keeps the input, unless `condition` holds.
func require(_ condition: Bool, _ text: @autoclosure () -> String) {
  if !condition { fatalError("expected that \(text())") }
}

/// The value of `body`, which must not throw; `text` says what it is.
func requireValue<Value>(_ text: String, _ body: () throws -> Value) -> Value {
  do {
    return try body()
  } catch {
    fatalError("expected that \(text), received the error: \(error)")
  }
}
