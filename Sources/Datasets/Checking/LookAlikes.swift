import Foundation
import FoveaImages
import FoveaNetworks

/// How alike different pictures of a set are, and how little two pictures may differ to be copies.
///
/// Photos of anything differ much; X-rays, parts on a line and renderings little: there even a small difference is no
/// sign of a copy. The model is what pictures of the set differ from the one that is most like them without being a
/// copy; its logarithm is taken for normal. Copies differ less than one of a hundred of these.
struct LookAlikes: Sendable {
  /// The largest difference of copies in this set.
  let limit: Float

  /// The largest difference of copies where the set does not ask for less.
  static let mostDifference: Float = 0.12
  /// The same in a set too small to tell.
  static let fewDifference: Float = 0.06
  /// Where the lower quarter, tenth, hundredth and thousandth of a normal distribution are, in deviations from the middle.
  static let quarter = (share: 0.25, deviations: 0.674)
  static let tenth = (share: 0.1, deviations: 1.282)
  static let hundredth = 2.326
  static let thousandth = 3.09
  private static let pictures = 200
  private static let neighbours = 10
  private static let pairs = 500

  init(_ signatures: [PictureSignature], _ space: ShapeSpace, workers: Int, random: RandomSource) {
    var random = random.stream("look-alikes")
    guard signatures.count >= 8 else {
      limit = LookAlikes.fewDifference
      return
    }
    func differences(_ pairs: [ShapeSpace.Candidate]) -> [Float] {
      ParallelMap.map(pairs.count, workers: workers) { number in
        let pair = pairs[number]
        let first = AlignedPicture(signatures[pair.first])
        let second = AlignedPicture(signatures[pair.second], mirrored: pair.isMirrored)
        return first.difference(from: second) ?? 1
      }
    }
    // Of any two pictures, a first bound, below which the nearest ones are left out as copies.
    let any = (0..<min(LookAlikes.pairs, 4 * signatures.count)).compactMap { _ -> ShapeSpace.Candidate? in
      let (first, second) = (
        Int.random(in: signatures.indices, using: &random), Int.random(in: signatures.indices, using: &random)
      )
      return first == second ? nil : ShapeSpace.Candidate(first: first, second: second, isMirrored: false)
    }
    // Among few pictures a few copies are many of the pairs, so more of the lowest ones are left out.
    let first = LookAlikes.lower(
      differences(any), deviations: LookAlikes.thousandth,
      share: signatures.count < 100 ? LookAlikes.quarter : LookAlikes.tenth)
    let bound = min(LookAlikes.mostDifference, first)
    // Of a picture and the ones that are most like it.
    let chosen = Array(signatures.indices.shuffled(using: &random).prefix(LookAlikes.pictures))
    let near = ParallelMap.map(chosen.count, workers: workers) {
      space.nearest(to: chosen[$0], count: LookAlikes.neighbours, trimmed: 1)
    }
    let found = differences(Array(near.joined()))
    var start = 0
    let least = near.compactMap { pairs -> Float? in
      defer { start += pairs.count }
      let sorted = found[start..<start + pairs.count].sorted()
      // Behind the last gap, where there is one, are the pictures that are no copies.
      let copies = LookAlikes.copies(sorted, limit: bound)
      return copies < sorted.count ? sorted[copies] : nil
    }
    limit = min(bound, LookAlikes.lower(least, deviations: LookAlikes.hundredth))
  }

  /// How many of the pictures that differ so much from one, in order, are copies of it: up to the last gap.
  ///
  /// Frames of one film differ by a little, a little more, and so on: between them there is no gap.
  static func copies(_ sorted: [Float], limit: Float) -> Int {
    let last = sorted.indices.last { index in
      let next = index + 1 < sorted.count ? sorted[index + 1] : limit * gap
      return sorted[index] <= limit && next >= gap * sorted[index]
    }
    return last.map { $0 + 1 } ?? 0
  }

  /// How many times as much as a copy the next picture must differ.
  static let gap: Float = 4

  /// What is so many deviations below the median, the deviation taken from a lower share.
  static func lower(
    _ differences: [Float], deviations: Double, share: (share: Double, deviations: Double) = tenth
  ) -> Float {
    let sorted = differences.map { Double(max($0, 1e-6)) }.sorted()
    guard sorted.count >= 8 else { return .infinity }
    let (median, low) = (log(sorted[sorted.count / 2]), log(sorted[Int(Double(sorted.count) * share.share)]))
    return Float(exp(median - (median - low) / share.deviations * deviations))
  }
}
