/// What a value may be, and the words for it.
struct Bounds<Value>: Sendable {
  /// What is expected in place of a value and what it is; nil for one that is allowed.
  let problem: @Sendable (Value) -> (expected: String, received: String)?

  init(problem: @escaping @Sendable (Value) -> (expected: String, received: String)?) {
    self.problem = problem
  }

  /// - Parameter expected: the words for what `holds`.
  init(_ expected: String, _ holds: @escaping @Sendable (Value) -> Bool) {
    problem = { holds($0) ? nil : (expected, "\($0)") }
  }
}

extension Bounds where Value: BinaryFloatingPoint & Sendable {
  static var positive: Bounds { Bounds("a positive number") { $0.isFinite && $0 > 0 } }
  static var nonNegative: Bounds { Bounds("a number of 0 or more") { $0.isFinite && $0 >= 0 } }

  /// 0 ≤ value < 1; `word` is what the sentence calls the value.
  static func share(_ word: String) -> Bounds { Bounds("0 ≤ \(word) < 1") { $0 >= 0 && $0 < 1 } }

  /// 0 < value < 1; `word` is what the sentence calls the value.
  static func inside(_ word: String) -> Bounds { Bounds("0 < \(word) < 1") { $0 > 0 && $0 < 1 } }
}

extension Bounds where Value == Int {
  static func atLeast(_ least: Int) -> Bounds { Bounds("at least \(least)") { $0 >= least } }
  static func atMost(_ most: Int) -> Bounds { Bounds("at most \(most)") { $0 <= most } }
}
