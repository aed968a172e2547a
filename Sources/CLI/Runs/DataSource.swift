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

  /// Lists, decodes, checks and divides it.
  ///
  /// - Parameters:
  ///   - parts: those that are looked at; the others stay unseen.
  ///   - requireUsable: refuses pictures that a network cannot take, before any of them is decoded.
  func decoded(
    _ interruption: Interruption, parts: Set<Part> = Set(Part.allCases),
    requireUsable: (_ geometry: Preprocessing.Geometry, _ classes: Int) throws -> Void
  ) throws -> DecodedData {
    let prepared = try DataPreparation(self, interruption, parts: parts, requireUsable: requireUsable)
    let division = try prepared.split(holding: split.heldFold)
    prepared.announce(division)
    return try DecodedData(prepared, division, parts: parts)
  }
}
