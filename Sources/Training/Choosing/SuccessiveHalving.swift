/// Many candidates on a small budget, the better ones on a larger one, and so on until one is left.
///
/// Every round gets the same time; after each the best `1/reduction` of its candidates go on. Within a round all have
/// the same budget, so that their scores can be compared.
///
/// Jamieson, Talwalkar: *Non-stochastic Best Arm Identification and Hyperparameter Optimization*, arXiv:1502.07943,
/// figure 3, with a reduction of three as in Li et al., *Hyperband*, arXiv:1603.06560. Unlike there a candidate starts
/// anew in every round: a schedule that was made for the shorter run cannot be made longer.
public struct SuccessiveHalving: Hashable, Sendable {
  /// How many candidates each round has, from the first on.
  public let rounds: [Int]

  /// The rounds for `candidates`; a round of one would decide nothing, so the last has at least two.
  public init(candidates: Int, reduction: Int = 3) {
    precondition(candidates >= 1 && reduction >= 2, "\(candidates) candidates, reduced to a \(reduction)th")
    var rounds = [candidates]
    while let last = rounds.last, last / reduction >= 2 { rounds.append(last / reduction) }
    self.rounds = rounds
  }

  /// All trainings of all rounds.
  public var trials: Int { rounds.reduce(0, +) }

  /// The whole budget of each training of each round, where a round has `budget` to share.
  ///
  /// - Returns: nil where a training of the first round would get less than one.
  public func shares(of budget: Int) -> [Int]? {
    let shares = rounds.map { budget / $0 }
    return shares.allSatisfy { $0 >= 1 } ? shares : nil
  }

  /// The largest plan in which a training of the first round has at least one unit, out of `total` for all rounds.
  ///
  /// - Returns: nil where there is not enough for two candidates.
  public static func fitting(_ total: Int, atMost limit: Int, reduction: Int = 3) -> (
    plan: SuccessiveHalving, shares: [Int]
  )? {
    for candidates in stride(from: limit, through: 2, by: -1) {
      let plan = SuccessiveHalving(candidates: candidates, reduction: reduction)
      if let shares = plan.shares(of: total / plan.rounds.count) { return (plan, shares) }
    }
    return nil
  }

  /// What a training gave: a higher score is better, of equal ones the lower loss.
  public struct Result: Hashable, Sendable {
    /// The number of the candidate.
    public let candidate: Int
    /// The larger the better; it counts first.
    public let score: Double
    /// The smaller the better, of equal scores.
    public let loss: Double

    /// Makes the result of one training.
    public init(candidate: Int, score: Double, loss: Double) {
      (self.candidate, self.score, self.loss) = (candidate, score, loss)
    }

    fileprivate func isBetter(than other: Result) -> Bool {
      (score, -loss, -candidate) > (other.score, -other.loss, -other.candidate)
    }
  }

  /// Runs the rounds.
  ///
  /// - Parameters:
  ///   - shares: the budget of each training of each round.
  ///   - trial: trains candidate `0 ..< candidates` in a round with a budget; nil where there is no time left, which ends
  ///     the search.
  /// - Returns: the best of the last round that has any result: a result of a longer training outweighs all shorter ones.
  public func run(
    shares: [Int], trial: (_ candidate: Int, _ round: Int, _ share: Int) throws -> Result?
  ) rethrows -> (winner: Result?, isComplete: Bool) {
    var candidates = Array(0..<rounds[0])
    var winner: Result?
    for (round, share) in shares.enumerated() {
      var results: [Result] = []
      for candidate in candidates {
        guard let result = try trial(candidate, round, share) else {
          // Who was trained in this round are the best of those before, in order.
          return (results.max { $1.isBetter(than: $0) } ?? winner, false)
        }
        results.append(result)
      }
      results.sort { $0.isBetter(than: $1) }
      winner = results.first
      if round + 1 < rounds.count { candidates = results.prefix(rounds[round + 1]).map(\.candidate) }
    }
    return (winner, true)
  }
}
