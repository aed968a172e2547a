import CTensorLoops
import FoveaNetworks

/// One direction of a recurrent layer, by loops of our own.
///
/// oneDNN 2.6's kernels for training in single precision are its reference loops, see `Docs/Performance.md`.
struct RecurrentLoops: Sendable {
  private let shape: fovea_recurrent_shape

  /// - Parameters:
  ///   - input: the sequence of one sample, `[T, F]`.
  ///   - isReversed: whether it goes from the last step to the first.
  ///   - isKept: whether a gradient follows.
  init(_ layer: Recurrent, input: Shape, batch: Int, isReversed: Bool, isKept: Bool) {
    shape = fovea_recurrent_shape(
      batch: Int64(batch), steps: Int64(input[0]), inputs: Int64(input[1]), hidden: Int64(layer.hidden),
      cell: layer.cell.raw, is_reversed: isReversed ? 1 : 0, is_last_only: layer.result == .last ? 1 : 0,
      result_row: Int64(layer.hidden * layer.suffixes.count), is_kept: isKept ? 1 : 0,
      threads: Int32(Threads.count))
  }

  func weightsLayout() throws(ExecutionError) -> Layout { try floats(fovea_recurrent_weights_size) }
  func backwardWeightsLayout() throws(ExecutionError) -> Layout {
    try floats(fovea_recurrent_backward_weights_size)
  }
  /// Of what the pass forward leaves for the pass backward.
  func stateLayout() throws(ExecutionError) -> Layout { try floats(fovea_recurrent_state_size) }
  func scratchLayout() throws(ExecutionError) -> Layout { try floats(fovea_recurrent_scratch_size) }

  private func floats(
    _ size: (UnsafePointer<fovea_recurrent_shape>?) -> Int
  ) throws(ExecutionError) -> Layout {
    try Layout([withUnsafePointer(to: shape) { size($0) }])
  }
}

// Pointers are to memory in the layouts above, and to parameters and values in row-major order.
extension RecurrentLoops {
  /// What the parameters of a direction are: weights of the input and of the state, and their biases.
  struct Parameters<Pointer> {
    let input: Pointer
    let state: Pointer
    let inputBias: Pointer
    let stateBias: Pointer
  }

  func pack(
    _ weights: Parameters<UnsafeMutablePointer<Float>>, to packed: UnsafeMutablePointer<Float>,
    forBackward isBackward: Bool
  ) {
    var weights = fovea_recurrent_weights(
      input: weights.input, state: weights.state, input_bias: weights.inputBias,
      state_bias: weights.stateBias)
    withUnsafePointer(to: shape) {
      isBackward
        ? fovea_recurrent_pack_backward($0, &weights, packed) : fovea_recurrent_pack($0, &weights, packed)
    }
  }

  /// - Parameter result: where the first number of this direction lies.
  func forward(
    _ source: UnsafePointer<Float>, packed: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>,
    to result: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape) { fovea_recurrent_forward($0, source, packed, state, result) }
  }

  /// - Parameters:
  ///   - resultGradient: where the first number of this direction lies.
  ///   - adds: whether the gradient of the source is added to what is there.
  ///   - gradients: nil where nobody learns.
  func backward(
    _ source: UnsafePointer<Float>, packed: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>,
    resultGradient: UnsafePointer<Float>, to sourceGradient: UnsafeMutablePointer<Float>?, adds: Bool,
    gradients: Parameters<UnsafeMutablePointer<Float>>?, scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape) { shape in
      func run(_ gradients: UnsafePointer<fovea_recurrent_gradients>?) {
        fovea_recurrent_backward(
          shape, source, packed, state, resultGradient, sourceGradient, adds ? 1 : 0, gradients, scratch)
      }
      guard let gradients else { return run(nil) }
      var raw = fovea_recurrent_gradients(
        input: gradients.input, state: gradients.state, input_bias: gradients.inputBias,
        state_bias: gradients.stateBias)
      run(&raw)
    }
  }

  /// The functions of the gates as the loops compute them.
  enum Function: CaseIterable {
    case exponential, sigmoid, tanh

    func apply(_ x: [Float]) -> [Float] {
      let raw =
        switch self {
        case .exponential: FOVEA_EXP
        case .sigmoid: FOVEA_SIGMOID
        case .tanh: FOVEA_TANH
        }
      return [Float](unsafeUninitializedCapacity: x.count) { buffer, count in
        fovea_recurrent_apply(raw, Int64(x.count), x, buffer.baseAddress)
        count = x.count
      }
    }
  }
}

extension Recurrent.Cell {
  fileprivate var raw: fovea_cell {
    switch self {
    case .tanh: FOVEA_CELL_TANH
    case .relu: FOVEA_CELL_RELU
    case .lstm: FOVEA_CELL_LSTM
    case .gru: FOVEA_CELL_GRU
    case .gruResetBefore: FOVEA_CELL_GRU_RESET_BEFORE
    }
  }
}
