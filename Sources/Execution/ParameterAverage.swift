package import FoveaNetworks

/// A moving average of all parameters of a store, running statistics included.
package final class ParameterAverage {
  private let store: ParameterStore
  private let learned: AlignedMemory
  private let statistics: AlignedMemory

  /// Begins with the values that `store` has now.
  package init(of store: ParameterStore) throws(ExecutionError) {
    self.store = store
    learned = try AlignedMemory(bytes: store.learned.bytes)
    statistics = try AlignedMemory(bytes: store.statistics.bytes)
    learned.address.copyMemory(from: store.learned.address, byteCount: learned.bytes)
    statistics.address.copyMemory(from: store.statistics.address, byteCount: statistics.bytes)
  }

  /// One step of it: a ← decay · a + (1 − decay) · w.
  package func update(decay: Float) {
    forEachPair { average, values, range in
      for i in range { average[i] = decay * average[i] + (1 - decay) * values[i] }
    }
  }

  /// Exchanges the average with the values of the store, so that what runs next runs with it.
  package func exchange() {
    forEachPair { average, values, range in
      for i in range { (average[i], values[i]) = (values[i], average[i]) }
    }
    store.markChanged()
  }

  /// The average of every parameter, by name.
  package func tensors() throws(ExecutionError) -> [String: Tensor] {
    exchange()
    defer { exchange() }
    return try store.tensors()
  }

  /// Takes every parameter's average from `tensors`.
  package func load(_ tensors: [String: Tensor]) throws(ExecutionError) {
    exchange()
    defer { exchange() }
    try store.load(tensors)
  }

  private func forEachPair(
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Range<Int>) -> Void
  ) {
    for (average, values) in [(learned, store.learned), (statistics, store.statistics)] {
      guard let a = average.floats.baseAddress, let w = values.floats.baseAddress else { continue }
      Threads.perform(over: average.floats.count, grain: 1 << 14) { body(a, w, $0) }
    }
  }
}
