import Foundation
import FoveaFiles
import FoveaImages
import FoveaNetworks

/// Labeled data divided into the part that is learned from, the part that chooses, and the part that scores.
public struct DataSplit: Sendable {
  /// Class names; labels of the samples are positions in it.
  public let classes: [String]
  /// What is learned from.
  public let training: [Sample]
  /// What is held out to choose by; may be empty.
  public let validation: [Sample]
  /// What is held out to score; may be empty.
  public let test: [Sample]
  /// What a person should know about the division.
  public let notes: [String]
}

extension LabeledData {
  /// Divides the data: parts that it has itself are kept, missing ones are taken from what is left.
  ///
  /// The division is stratified: every class gives the same share, rounded, and keeps at least one training sample.
  /// Samples of one group, and files of equal content, stay on one side. It depends on the names and contents of the
  /// samples and on `seed`, not on the order in which the disk lists them.
  ///
  /// - Parameters:
  ///   - validation: the share for validation where the data has no such part, 0 to take none.
  ///   - test: the share for the test where the data has no such part, 0 to take none.
  ///   - fold: takes this fold for validation instead of a share.
  ///   - inner: with a fold: takes that for the test, and this share of the rest for validation; 0 takes none.
  ///   - copies: which samples are near-duplicates of each other; they stay on one side.
  public func split(
    validation: Double, test: Double = 0, seed: UInt64, fold: Fold? = nil, inner: Double? = nil,
    copies: CopyGroups = .none
  ) throws(DataError) -> DataSplit {
    for (name, share) in [
      ("validation", validation), ("test", test), ("held-out", validation + test), ("inner", inner ?? 0),
    ] {
      guard share >= 0, share < 1 else { throw .share(name, received: share) }
    }
    let duplicates = ContentGroups(all, known: copies.digests)
    let wanted = SplitShares(validation: validation, test: test, fold: fold, inner: inner)
    let (division, reason) = try keepingShares(wanted, duplicates, copies, seed: seed)
    var notes = duplicates.notes(of: all) + (reason.map { [$0] } ?? [])
    if !division.misses.isEmpty {
      notes.append(
        "\(division.misses.words("has", classes)), because images of one group and equal files stay in one part"
      )
    }
    let (rest, held, testing) = (division.training, division.validation, division.test)
    for (part, samples) in [("validation", held), ("test", testing)] {
      let shared = duplicates.shared(by: rest, and: samples)
      if shared > 0 {
        notes.append(
          "\(shared == 1 ? "1 image" : "\(shared) images") of the \(part) part \(shared == 1 ? "is" : "are") also in the training part: its scores are too good"
        )
      }
    }
    let trained = Set(rest.map(\.label))
    let unlearned = classes.indices.filter { !trained.contains($0) }.map { classes[$0] }
    if !unlearned.isEmpty {
      notes.append(
        "no training image for \(unlearned.joined(separator: ", ")): the model can never answer with it")
    }
    return DataSplit(classes: classes, training: rest, validation: held, test: testing, notes: notes)
  }

  /// Divides the data with near-duplicates on one side, or without that where it costs a part its share of a class; and
  /// why.
  ///
  /// Near-duplicates on both sides make scores a little too good; a part without a class makes them worthless.
  private func keepingShares(
    _ wanted: SplitShares, _ duplicates: ContentGroups, _ copies: CopyGroups, seed: UInt64
  ) throws(DataError) -> (division: Division, reason: String?) {
    guard copies.count > 0 else { return (try divide(wanted, duplicates, .none, seed: seed), nil) }
    let division: Division?
    let missed: String
    do throws(DataError) {
      let together = try divide(wanted, duplicates, copies, seed: seed)
      if together.misses.isEmpty { return (together, nil) }
      (division, missed) = (together, together.misses.words("would have", classes))
    } catch {
      (division, missed) = (nil, "there would be too few images to hold out each fold")
    }
    let apart = try divide(wanted, duplicates, .none, seed: seed)
    if let division, apart.misses.count >= division.misses.count { return (division, nil) }
    return (
      apart,
      "near-duplicates do not stay in one part, because with them \(missed); scores may be a little too good"
    )
  }

  /// Divides the data once, with what `copies` says.
  private func divide(
    _ wanted: SplitShares, _ duplicates: ContentGroups, _ copies: CopyGroups, seed: UInt64
  ) throws(DataError) -> Division {
    let random = RandomSource(seed: seed).stream("split")
    var misses: [ShareMiss] = []
    var rest = (parts[.training] ?? []) + unassigned
    var testing = parts[.test] ?? []
    if testing.isEmpty, wanted.test > 0 {
      let all = rest
      (testing, rest) = hold(wanted.test, of: all, duplicates, copies, random.stream("test"))
      misses += ShareMiss.list(.test, wanted.test, of: counts(of: all), held: counts(of: testing))
    }
    var held = parts[.validation] ?? []
    if let fold = wanted.fold {
      let all = rest + held
      let numbers = try folds(
        fold.count, of: all, duplicates.units(of: all, copies), random.stream("folds"))
      held = all.indices.filter { numbers[$0] == fold.number }.map { all[$0] }
      rest = all.indices.filter { numbers[$0] != fold.number }.map { all[$0] }
      // Of every fold, so that all of them are divided in the same way.
      misses += ShareMiss.list(
        of: counts(of: all),
        folds: (1...fold.count).map { number in
          counts(of: all.indices.filter { numbers[$0] == number }.map { all[$0] })
        })
      if let inner = wanted.inner {
        testing = held
        // What it misses decides nothing: each fold has another, and all folds must be divided in the same way.
        (held, rest) =
          inner > 0
          ? hold(inner, of: rest, duplicates, copies, random.stream("inner", fold.number)) : ([], rest)
      }
    } else if held.isEmpty, wanted.validation > 0 {
      let all = rest
      (held, rest) = hold(wanted.validation, of: all, duplicates, copies, random.stream("validation"))
      misses += ShareMiss.list(.validation, wanted.validation, of: counts(of: all), held: counts(of: held))
    }
    return Division(training: rest, validation: held, test: testing, misses: misses)
  }

  /// Takes about `share` of each class from `samples`; what belongs together goes together.
  private func hold(
    _ share: Double, of samples: [Sample], _ duplicates: ContentGroups, _ copies: CopyGroups,
    _ random: RandomSource
  ) -> (held: [Sample], rest: [Sample]) {
    func isBefore(_ left: Int, _ right: Int) -> Bool {
      NaturalOrder.areInIncreasingOrder(samples[left].name, samples[right].name)
    }
    // What belongs together counts for the class of its first name, whatever the order of `samples`.
    let units = duplicates.units(of: samples, copies).map { $0.sorted(by: isBefore) }
    var byClass: [Int: [[Int]]] = [:]
    for unit in units { byClass[samples[unit[0]].label, default: []].append(unit) }
    var isHeld = Array(repeating: false, count: samples.count)
    var left = counts(of: samples)
    for (label, units) in byClass.sorted(by: { $0.key < $1.key }) {
      var units = units.sorted { isBefore($0[0], $1[0]) }
      var stream = random.stream("class", label)
      units.shuffle(using: &stream)
      let count = units.reduce(0) { $0 + $1.count }
      let wanted = ShareMiss.wanted(share, of: count)
      var taken = 0
      for unit in units where taken + unit.count <= wanted {
        // A unit may have samples of other classes: none of them may lose its last one.
        let needed = counts(of: unit.map { samples[$0] })
        guard zip(left, needed).allSatisfy({ $1 == 0 || $1 < $0 }) else { continue }
        for index in unit {
          isHeld[index] = true
          left[samples[index].label] -= 1
        }
        taken += unit.count
      }
    }
    let indices = samples.indices
    return (
      indices.filter { isHeld[$0] }.map { samples[$0] }, indices.filter { !isHeld[$0] }.map { samples[$0] }
    )
  }
}
