import Fovea

/// Data as the options of a command name it, and how it is to be divided and decoded.
struct DataSource {
  let path: String
  let images: ImageSettings
  let split: SplitSettings
  let seed: UInt64
  let isStrict: Bool
  let cache: PixelCache
  let workers: Int
  let isQuiet: Bool

  /// Lists and checks the data.
  func prepared(_ interruption: Interruption) throws -> DataPreparation {
    try DataPreparation(
      data: path, settings: split, seed: seed, isStrict: isStrict, workers: workers, isQuiet: isQuiet,
      interruption: interruption)
  }

  /// What decodes it to `geometry`.
  func decoder(
    _ geometry: Preprocessing.Geometry, classes: [String], _ interruption: Interruption
  ) -> PartDecoder {
    PartDecoder(
      classes: classes, geometry: geometry, workers: workers, isStrict: isStrict, isQuiet: isQuiet,
      interruption: interruption, cache: cache)
  }

  /// Lists, checks, divides and decodes it.
  ///
  /// - Parameters:
  ///   - parts: those that are decoded; the others stay unseen.
  ///   - check: refuses pictures that a network cannot take, before any of them is decoded.
  func decoded(
    _ interruption: Interruption, parts: Set<Part> = Set(Part.allCases),
    check: (_ geometry: Preprocessing.Geometry, _ classes: Int) throws -> Void
  ) throws -> DecodedData {
    let prepared = try prepared(interruption)
    let division = try prepared.split(holding: split.heldFold)
    prepared.announce(division)
    let geometry = GeometryChoice.geometry(for: division.training, images)
    try check(geometry, division.classes.count)
    return try DecodedData(
      prepared, division, path: path, parts: parts,
      with: decoder(geometry, classes: division.classes, interruption))
  }
}
