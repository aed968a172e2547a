package import FoveaImages

/// A second look at pictures that something else takes for copies of each other, such as features: windows of the one are
/// laid on the other, as `NearDuplicates` lays whole pictures.
///
/// Near-duplicates of the search by pixels were trimmed by a twentieth or so. A picture that was cut down to a half has no
/// shape that an index could find it by; where a pair is named, the window is found by trying all of them.
package struct CroppedCopies: Sendable {
  private let samples: [Sample]
  private let decoder: SampleDecoder
  private let workers: Int

  /// The side at which pictures are cut, so that a window of a half still has as many pixels as a signature.
  private static let side = 64
  /// Pairs that are looked at together; the windows of their pictures are in memory.
  private static let portion = 128
  /// Windows that are laid on the other picture, of all that are compared coarsely.
  private static let tried = 4
  /// The largest difference of copies, and where there are too few pictures to tell.
  private static let (most, few): (Float, Float) = (0.2, 0.06)

  /// - Parameter samples: image files; pictures in memory have no copies.
  package init(_ samples: [Sample], limits: DecodingLimits = DecodingLimits(), workers: Int = 1) {
    self.samples = samples
    self.workers = workers
    decoder = SampleDecoder(
      geometry: Preprocessing.Geometry(
        width: CroppedCopies.side, height: CroppedCopies.side, channels: .gray, resize: .stretch),
      limits: limits)
  }

  /// How much the two of each pair differ where they lie on each other best, as `AlignedPicture` measures it; nil where one
  /// of them has no contrast.
  ///
  /// - Parameters:
  ///   - pairs: positions of samples.
  ///   - onProgress: called with how many are done; false stops.
  package func differences(
    of pairs: [(first: Int, second: Int)], onProgress: (Int) -> Bool = { _ in true }
  ) throws -> [Float?] {
    var differences: [Float?] = []
    differences.reserveCapacity(pairs.count)
    for start in stride(from: 0, to: pairs.count, by: CroppedCopies.portion) {
      let part = Array(pairs[start..<min(pairs.count, start + CroppedCopies.portion)])
      let wanted = Set(part.flatMap { [$0.first, $0.second] }).sorted()
      let windows = ParallelMap.map(wanted.count, workers: workers) { position -> PictureWindows? in
        guard let pixels = try? decoder.decode(samples[wanted[position]]).get() else { return nil }
        return PictureWindows(
          Image(width: CroppedCopies.side, height: CroppedCopies.side, channels: 1, pixels: pixels.bytes))
      }
      let places = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1, $0) })
      differences += ParallelMap.map(part.count, workers: workers) { number -> Float? in
        guard let one = places[part[number].first].flatMap({ windows[$0] }),
          let other = places[part[number].second].flatMap({ windows[$0] })
        else { return nil }
        return one.difference(from: other, trying: CroppedCopies.tried)
      }
      guard onProgress(start + part.count) else { throw CancellationError() }
    }
    return differences
  }

  /// The largest difference of copies in a set whose different pictures differ so much from those that are most like them:
  /// one of a thousand of these differs less.
  package static func limit(different: [Float]) -> Float {
    guard different.count >= 8 else { return few }
    return min(most, LookAlikes.lower(different, deviations: LookAlikes.thousandth))
  }
}

/// A picture and the windows of it that another one may have been cut from.
private struct PictureWindows: Sendable {
  /// Thumbnails of signatures, the whole picture first.
  private let thumbnails: [[UInt8]]
  /// The same, coarse, without mean and of length one; the last is the whole picture mirrored.
  private let shapes: [[Float]]

  /// Side and corner of each window, in sixty-fourths: steps of a tenth, which `AlignedPicture` bridges.
  private static let windows: [(side: Int, x: Int, y: Int)] = [64, 58, 51, 45, 38, 32].enumerated().flatMap {
    level, side in
    let corners = (0...level).map { level == 0 ? 0 : (64 - side) * $0 / level }
    return corners.flatMap { y in corners.map { x in (side, x, y) } }
  }
  private static let coarse = 8

  /// Nil for a picture without contrast.
  init?(_ image: Image) {
    guard PictureSignature(image) != nil else { return nil }
    let side = PictureSignature.side
    let cut = PictureWindows.windows.map { window in
      image.cropped(x: window.x, y: window.y, width: window.side, height: window.side)
        .resized(width: side, height: side, interpolation: .box)
    }
    thumbnails = cut.map(\.pixels)
    shapes =
      cut.map { PictureWindows.shape($0.pixels) } + [PictureWindows.shape(cut[0].oriented(.mirrored).pixels)]
  }

  /// Means of blocks, without their mean and of length one; zeros where there is no contrast.
  private static func shape(_ thumbnail: [UInt8]) -> [Float] {
    let side = PictureSignature.side
    let block = side / coarse
    var sums = [Float](repeating: 0, count: coarse * coarse)
    for y in 0..<side {
      for x in 0..<side { sums[y / block * coarse + x / block] += Float(thumbnail[y * side + x]) }
    }
    let mean = sums.reduce(0, +) / Float(sums.count)
    for i in sums.indices { sums[i] -= mean }
    let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sums.map { $0 / length } : sums
  }

  /// The least difference where a window of one of the two lies on the other; nil where none could be compared.
  func difference(from other: PictureWindows, trying count: Int) -> Float? {
    var places: [(likeness: Float, isOwn: Bool, window: Int, isMirrored: Bool)] = []
    for (parts, whole, isOwn) in [(self, other, true), (other, self, false)] {
      for isMirrored in [false, true] {
        let wanted = whole.shapes[isMirrored ? whole.shapes.count - 1 : 0]
        for window in parts.thumbnails.indices where isOwn || window > 0 {
          var likeness: Float = 0
          let shape = parts.shapes[window]
          for i in wanted.indices { likeness += wanted[i] * shape[i] }
          places.append((likeness, isOwn, window, isMirrored))
        }
      }
    }
    places.sort { $0.likeness > $1.likeness }
    return places.prefix(count).compactMap { place in
      let (parts, whole) = place.isOwn ? (self, other) : (other, self)
      let window = AlignedPicture(PictureSignature(thumbnail: parts.thumbnails[place.window]))
      let picture = AlignedPicture(
        PictureSignature(thumbnail: whole.thumbnails[0]), mirrored: place.isMirrored)
      return window.difference(from: picture)
    }.min()
  }
}
