/// What is asked of a division.
struct SplitShares {
  let validation: Double
  let test: Double
  let fold: Fold?
  /// The share of what a fold leaves that is held out for validation, the fold then being the test; nil where the fold is
  /// held out for validation itself.
  let inner: Double?
}

/// Samples divided, and where the parts have another share of a class than was asked for.
struct Division {
  let training: [Sample]
  let validation: [Sample]
  let test: [Sample]
  let misses: [ShareMiss]
}

/// A class of which a part received another share than was asked for.
struct ShareMiss: Hashable {
  let part: Part
  /// The fold that is held out for validation; nil where a share is.
  var fold: Int?
  let label: Int
  /// How many images of the class there are to divide, how many were to be held out, and how many are.
  let count: Int
  let wanted: Int
  let held: Int

  /// By how much of a class a part may miss its share; one image more or less is never a miss.
  private static let tolerance = 0.05

  /// How many of `count` images of a class are held out: at least one stays to learn from, and with two or more at
  /// least one is held out.
  static func wanted(_ share: Double, of count: Int) -> Int {
    min(max(Int((share * Double(count)).rounded()), count > 1 ? 1 : 0), max(0, count - 1))
  }

  /// The misses of a part that was to have `share` of every class.
  static func list(_ part: Part, _ share: Double, of counts: [Int], held: [Int]) -> [ShareMiss] {
    counts.indices.compactMap { label in
      let wanted = wanted(share, of: counts[label])
      guard isFar(held[label], wanted, of: counts[label]) || (held[label] == 0 && wanted > 0) else {
        return nil
      }
      return ShareMiss(part: part, label: label, count: counts[label], wanted: wanted, held: held[label])
    }
  }

  /// The misses of folds, of which `held` has the images of each class; they are to have equal shares.
  ///
  /// A class of fewer images than there are folds cannot be in all of them.
  static func list(of counts: [Int], folds held: [[Int]]) -> [ShareMiss] {
    held.enumerated().flatMap { index, images in
      counts.indices.compactMap { label -> ShareMiss? in
        let (count, here) = (counts[label], images[label])
        let wanted = Int((Double(count) / Double(held.count)).rounded())
        guard isFar(here, wanted, of: count) || (here == 0 && count >= held.count) else { return nil }
        return ShareMiss(
          part: .validation, fold: index + 1, label: label, count: count, wanted: wanted, held: here)
      }
    }
  }

  private static func isFar(_ held: Int, _ wanted: Int, of count: Int) -> Bool {
    Double(abs(held - wanted)) > max(1, tolerance * Double(count))
  }

  /// What is held out, for people.
  var name: String { fold.map { "fold \($0)" } ?? "the \(part.rawValue) part" }
}

extension [ShareMiss] {
  /// What is missed, for people: the worst one, and how many more there are.
  ///
  /// - Parameter verb: whether the part "has" or "would have" so many images.
  func words(_ verb: String, _ classes: [String]) -> String {
    guard let worst = self.max(by: { abs($0.held - $0.wanted) < abs($1.held - $1.wanted) }) else { return "" }
    let more = count > 1 ? " (and \(count - 1) more such)" : ""
    return
      "\(worst.name) \(verb) \(worst.held) of \(worst.count) images of '\(classes[worst.label])' instead of \(worst.wanted)\(more)"
  }
}
